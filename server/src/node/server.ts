/** Entry of the bundle `dist/node.js`. */
import { startNodeServer } from "./main.js";

startNodeServer();
