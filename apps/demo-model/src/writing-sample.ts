/** An answer that shows how the page sets text, code, formulas and diagrams; for trying it out without a model. */
export const WRITING_SAMPLE = `This is how answers are set. A formula in a line, $e^{i\\pi} + 1 = 0$, is not mistaken for an amount such as $5 or $6.

$$
\\int_{-\\infty}^{\\infty} e^{-x^2}\\,dx = \\sqrt{\\pi}
$$

\`\`\`js
// Code is coloured once it has arrived.
const answer = await fetch('https://api.example.com/v1/me');
console.log(answer.status === 200 ? 'fine' : 42);
\`\`\`

\`\`\`mermaid
flowchart LR
  you[You] --> agent[Agent]
  agent --> sandbox[Sandbox]
  sandbox -->|masked output| agent
\`\`\`

| Part | Fetched |
| --- | --- |
| Formulas | with the first of them |
| Diagrams | with the first of them |
`;
