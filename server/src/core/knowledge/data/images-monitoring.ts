/** placeholder */
import type { ImageRecord } from "../image-record.js";
import type { BaseName } from "./bases.js";

export const monitoringImages: readonly ImageRecord<BaseName>[] = [];
