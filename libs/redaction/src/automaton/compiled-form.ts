import type { Form, StepCompiler, UnitSteps } from './pattern.js';

/** A form ready for the automaton: its units are reached by position, spelled only when a scan gets there. */
export class CompiledForm {
  readonly secret: number;
  /** Positions, head and tail included. */
  readonly length: number;
  /** From this position on, the form has been seen whole. */
  readonly acceptFrom: number;
  private readonly head: UnitSteps | null;
  private readonly tail: UnitSteps | null;

  constructor(
    private readonly form: Form,
    private readonly compiler: StepCompiler,
  ) {
    this.secret = form.secret;
    this.head = form.head ? compiler.compile(form.head) : null;
    this.tail = form.tail ? compiler.compile(form.tail) : null;
    this.acceptFrom = form.units.length + (this.head ? 1 : 0);
    this.length = this.acceptFrom + (this.tail ? 1 : 0);
    for (const unit of new Set(form.units)) compiler.follow(form.alphabet, unit);
  }

  /** The places where a match may begin. */
  starts(): readonly { position: number; steps: UnitSteps }[] {
    const first = this.compiler.lead(this.form.alphabet, this.form.units[0] ?? '');
    const begin = { position: this.head ? 1 : 0, steps: first };
    return this.head ? [{ position: 0, steps: this.head }, begin] : [begin];
  }

  /** How the unit at a position may begin when the one before it was seen. */
  at(position: number): UnitSteps {
    if (this.head && position === 1) return this.compiler.lead(this.form.alphabet, this.form.units[0] ?? '');
    if (this.tail && position === this.acceptFrom) return this.tail;
    return this.compiler.follow(this.form.alphabet, this.form.units[position - (this.head ? 1 : 0)] ?? '');
  }
}
