type Node = { hostname: string; cpu_cores: number; memory_bytes: number };

export const dynamic = "force-dynamic";

async function loadNodes(): Promise<Node[]> {
  const answer = await fetch(`${process.env.API_URL}/api/v1/infrastructure/nodes`, { cache: "no-store" });
  return answer.ok ? answer.json() : [];
}

export default async function Dashboard() {
  const nodes = await loadNodes();
  return (
    <main>
      <h1>Nodes</h1>
      <ul>
        {nodes.map((node) => (
          <li key={node.hostname}>
            {node.hostname}: {node.cpu_cores} cores, {Math.round(node.memory_bytes / 2 ** 30)} GiB
          </li>
        ))}
      </ul>
    </main>
  );
}
