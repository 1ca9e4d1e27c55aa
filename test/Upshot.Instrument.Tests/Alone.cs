namespace Upshot.Instrument.Tests;

/// <summary>
/// Who listens in a process hears every source in it: tests that listen, or that need silence, run when no other test does.
/// </summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public class Alone;
