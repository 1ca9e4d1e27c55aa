namespace Upshot.Observe.Stores.Questions;

/// <summary>How many spans, logs, metric points and bytes there are. Answered from what is known of files; none is opened.</summary>
public sealed record SizeQuestion() : Question<StoreSize>(Times.All, 1);

/// <summary>Records and bytes of one signal: sealed in files, and in the journal still.</summary>
public sealed record SignalSize(string Signal, long SealedRecords, long SealedBytes, long UnsealedRecords);

public sealed record StoreSize(IReadOnlyList<SignalSize> Signals, int Files, long JournalBytes, IReadOnlyList<MissingRows> Missing);
