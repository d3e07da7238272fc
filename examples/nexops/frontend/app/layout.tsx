import type { ReactNode } from "react";

export const metadata = { title: process.env.NEXT_PUBLIC_TITLE ?? "NexOps" };

export default function RootLayout({ children }: { children: ReactNode }) {
  return (
    <html lang="en">
      <body>{children}</body>
    </html>
  );
}
