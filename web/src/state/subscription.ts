// One subscription of the live socket: keeps its position and decides what each message does to its stores.
//
// Invariant: what the stores hold is the server's state at `position`, or the subscription is not `live`.
// A gap is always seen: a delta whose `from` is not our position asks for a new subscription.

import type { Delta, Position, Snap, Totals } from '../wire/live';
import { CASE_COLUMNS, CELL_COLUMNS, caseReader, cellReader, sameRow, type CaseRow, type CellGone, type CellRow } from '../wire/rows';
import type { CaseStore } from './cases';
import type { CellStore } from './cells';

export interface Target {
  readonly cells?: CellStore;
  readonly cases?: CaseStore;
  /** Most cases to keep, where the subscription asked for the newest only. */
  readonly newest?: number;
  /** A case that we held does not match any more, mostly because it was closed. */
  readonly onGone?: (row: CaseRow) => void;
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
  /** What the first delta after a resume really changed, for the words "filled n changes"; null before it came. */
  filled: number | null = null;

  /** The store holds only the newest: what is older was not sent, or not kept. */
  cut = false;

  constructor(private readonly target: Target) {}

  /** So much of the newest has left that what was cut off belongs in the list again. */
  get drained(): boolean {
    const { cases, newest } = this.target;
    return this.cut && cases !== undefined && newest !== undefined && cases.size < newest / 2;
  }

  /** True while the stores show the server's state at `position` and nothing that a resume owes us is on its way. */
  get current(): boolean {
    return this.phase === 'live' && !this.resumed;
  }

  /** A new connection or a new request: the stores stay as they are until the answer comes. */
  asked(): void {
    this.phase = 'asked';
    this.resumed = false;
  }

  subbed(recovered: boolean): void {
    this.resumed = recovered;
    this.filled = null;
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
    this.settleCases(whole ? null : caseRows);
    return 'applied';
  }

  delta(message: Delta): Outcome {
    if (this.phase !== 'live' || !this.position) return 'ignored';
    if (message.from !== this.position.seq) return 'gap';
    const { cells, cases } = this.target;
    const cellRows = message.cells.map(this.readCell);
    const caseRows = message.cases.map(this.readCase);
    if (this.resumed) this.filled = this.fill(cellRows, caseRows);
    if (cells) for (const row of cellRows) cells.put(row);
    if (cases) {
      for (const id of message.gone) {
        const row = cases.get(id);
        if (row) this.target.onGone?.(row);
        cases.remove(id);
      }
      for (const row of caseRows) cases.put(row);
    }
    this.resumed = false;
    if (message.totals) this.target.onTotals?.(message.totals);
    this.position = { epoch: this.position.epoch, seq: message.seq };
    this.settleCases(caseRows);
    return 'applied';
  }

  /**
   * The first delta after a resume holds all matching cases of the touched cells; others we hold there are gone.
   * Answers how many cases, or cells where no cases are held, are not what they were.
   */
  private fill(cellRows: readonly (CellRow | CellGone)[], caseRows: readonly CaseRow[]): number {
    const { cells, cases } = this.target;
    if (!cases) return cellRows.filter((row) => !cells?.holds(row)).length;
    const changed = caseRows.filter((row) => !sameRow(cases.get(row.id), row)).length;
    const before = cases.size;
    cases.dropInCells(cellRows.map((row) => row.cell), new Set(caseRows.map((row) => row.id)));
    return changed + before - cases.size;
  }

  /** A tick says that nothing is pending up to `seq`. */
  tick(seq: number): void {
    if (this.phase === 'live' && this.position && !this.resumed) this.position = { epoch: this.position.epoch, seq };
  }

  /** `rows` is null where a snapshot brought all of them. */
  private settleCases(rows: readonly CaseRow[] | null): void {
    const { cases, newest, onCases } = this.target;
    if (!cases) return;
    if (newest !== undefined) this.cut = rows === null ? cases.size >= newest : this.cut || cases.size > newest;
    onCases?.(cases, rows ?? cases.newest(), rows === null);
    if (newest !== undefined) cases.trim(newest);
  }
}
