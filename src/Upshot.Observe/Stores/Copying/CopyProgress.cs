namespace Upshot.Observe.Stores.Copying;

/// <summary>How far a copy is.</summary>
/// <param name="Table">Which is copied now.</param>
/// <param name="Rows">Of it in the directory.</param>
/// <param name="Done">Of these, there already.</param>
public sealed record CopyProgress(string Table, long Rows, long Done);

/// <summary>What a copy came to.</summary>
/// <param name="Rows">In the directory.</param>
/// <param name="Copied">Of these, by this run; the others were there.</param>
public sealed record CopiedRows(string Table, long Rows, long Copied);
