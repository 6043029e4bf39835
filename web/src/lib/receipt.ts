/** As the API takes M-Pesa receipts: 6 to 20 capital letters and digits, such as `UKN5AAAAA1`. */
export function isReceipt(text: string): boolean {
  return /^[A-Z\d]{6,20}$/.test(text);
}
