// One subscription of the live socket: keeps its position and decides what each message does to its stores.
//
// Invariant: what the stores hold is the server's state at `position`, or the subscription is not `live`.
// A gap is always seen: a delta whose `from` is not our position asks for a new subscription.

import type { Delta, Position, Snap, Totals } from '../wire/live';
import { CASE_COLUMNS, CELL_COLUMNS, caseReader, cellReader, type CaseRow } from '../wire/rows';
import type { CaseStore } from './cases';
import type { CellStore } from './cells';

export interface Target {
  readonly cells?: CellStore;
  readonly cases?: CaseStore;
  /** Most cases to keep, where the subscription asked for the newest only. */
  readonly newest?: number;
  readonly onTotals?: (totals: Totals) => void;
  /** After each change of the cases: the rows that came, all of them where a snapshot was `whole`. */
  readonly onCases?: (store: CaseStore, rows: readonly CaseRow[], whole: boolean) => void;
}

export type Outcome = 'applied' | 'ignored' | 'gap';

export class Subscription {
  position: Position | null = null;
  /** Nothing is applied before the server has said `subbed`. */
  private phase: 'asked' | 'paging' | 'live' = 'asked';
  private resumed = false;
  private readCell = cellReader(CELL_COLUMNS);
  private readCase = caseReader(CASE_COLUMNS);
  /** Changes that a resume brought, for the words "filled n changes". */
  filled = 0;

  constructor(private readonly target: Target) {}

  /** True once the stores show the server's state at `position`. */
  get live(): boolean {
    return this.phase === 'live';
  }

  /** A new connection or a new request: the stores stay as they are until the answer comes. */
  asked(): void {
    this.phase = 'asked';
    this.resumed = false;
  }

  subbed(recovered: boolean, seq: number): void {
    this.resumed = recovered;
    this.filled = recovered && this.position ? seq - this.position.seq : 0;
    this.phase = recovered ? 'live' : 'paging';
  }

  snap(message: Snap, epoch: string): Outcome {
    if (this.phase === 'asked') return 'ignored';
    const { cells, cases } = this.target;
    if (message.columns.cells) this.readCell = cellReader(message.columns.cells);
    if (message.columns.cases) this.readCase = caseReader(message.columns.cases);
    const cellRows = message.cells.map(this.readCell);
    const caseRows = message.cases.map(this.readCase);
    const whole = !message.add;
    if (whole && message.page === 0) {
      cells?.beginSnapshot();
      cases?.beginSnapshot();
    }
    for (const token of message.cut) cells?.remove(token);
    cases?.dropInCells(message.cut);
    if (cells) for (const row of cellRows) cells.put(row);
    if (cases) for (const row of caseRows) cases.put(row);
    if (message.totals) this.target.onTotals?.(message.totals);
    if (!message.last) {
      this.phase = 'paging';
      return 'applied';
    }
    if (whole) {
      cells?.endSnapshot();
      cases?.endSnapshot();
    }
    this.position = { epoch: message.epoch ?? epoch, seq: message.seq };
    this.phase = 'live';
    this.resumed = false;
    this.settleCases(whole ? (cases?.newest() ?? []) : caseRows, whole);
    return 'applied';
  }

  delta(message: Delta): Outcome {
    if (this.phase !== 'live' || !this.position) return 'ignored';
    if (message.from !== this.position.seq) return 'gap';
    const { cells, cases } = this.target;
    const cellRows = message.cells.map(this.readCell);
    const caseRows = message.cases.map(this.readCase);
    if (cells) for (const row of cellRows) cells.put(row);
    if (cases) {
      if (this.resumed) {
        // The first delta after a resume holds all matching cases of the touched cells; others we hold there are gone.
        cases.dropInCells(cellRows.map((row) => row.cell), new Set(caseRows.map((row) => row.id)));
      }
      for (const id of message.gone) cases.remove(id);
      for (const row of caseRows) cases.put(row);
    }
    this.resumed = false;
    if (message.totals) this.target.onTotals?.(message.totals);
    this.position = { epoch: this.position.epoch, seq: message.seq };
    this.settleCases(caseRows, false);
    return 'applied';
  }

  /** A tick says that nothing is pending up to `seq`. */
  tick(seq: number): void {
    if (this.phase === 'live' && this.position && !this.resumed) this.position = { epoch: this.position.epoch, seq };
  }

  private settleCases(rows: readonly CaseRow[], whole: boolean): void {
    const { cases, newest, onCases } = this.target;
    if (!cases) return;
    onCases?.(cases, rows, whole);
    if (newest !== undefined) cases.trim(newest);
  }
}
