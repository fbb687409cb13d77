// Tables as text: with comma and point, or as Dutch Excel reads them, with semicolon and comma.

export type Dialect = 'en' | 'nl';

export function csv(rows: readonly (readonly (string | number)[])[], dialect: Dialect): string {
  const separator = dialect === 'nl' ? ';' : ',';
  const lines = rows.map((row) => row.map((cell) => field(cell, dialect)).join(separator));
  // Excel reads UTF-8 only when the file begins with this mark.
  return (dialect === 'nl' ? '\uFEFF' : '') + lines.join('\r\n') + '\r\n';
}

function field(cell: string | number, dialect: Dialect): string {
  if (typeof cell === 'number') return dialect === 'nl' ? String(cell).replace('.', ',') : String(cell);
  // A spreadsheet would run a text that begins like a formula.
  const safe = /^[=+@\t\r-]/.test(cell) ? `'${cell}` : cell;
  return /[";,\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
