/* What a column of a list is: its head, its text (as it is exported), and how it
 * sorts. Slots named by the key draw it richer on the page. */
export interface Column<Row> {
  key: string
  label: string
  text: (row: Row) => string
  /** Always there: the column that leads to the thing itself. */
  fixed?: boolean
  /** There only when chosen. */
  spare?: boolean
  right?: boolean
  nowrap?: boolean
  /** What the server calls this order; '' is its usual one. */
  sort?: string
  sorts?: 'ascending' | 'descending'
}
