// What a plan that masks says here; one that drops or hashes has a line of its own.
const redactedText = (_: string): string | undefined => "***";

export { redactedText };
