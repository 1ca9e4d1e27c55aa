namespace Upshot.Yardsticks.Trains;

internal enum TrainFaultKind
{
    None,
    Cpu,
    NetworkDelay,
    Exception,
    Return,
    PodKill,
    Memory,
}

/// <summary>What is broken in the bad window.</summary>
/// <param name="Operation">Of faults in code: the one that has it.</param>
/// <param name="AtStep">After this step it throws or returns.</param>
/// <param name="Size">A factor of work, or milliseconds of delay.</param>
/// <param name="From">From which part of the bad window on it is there.</param>
internal sealed record TrainFault(TrainFaultKind Kind, string Service, TrainOperation? Operation, int AtStep, double Size, double From)
{
    /// <summary>An operation that returns before a step which nobody could have seen does what it did.</summary>
    public bool IsVisible => Kind != TrainFaultKind.Return || Operation!.Steps.Skip(AtStep + 1).Any(s => s.Calls is not null || s.Database || s.Logs.Length > 0);

    public static TrainFault Draw(Random random, TrainSystem system, TrainFaultKind kind)
    {
        var reached = system.Reached().Where(o => o.Service != "ts-gateway-service").ToList();
        // Faults are put where requests come by: services, not operations, are drawn.
        var service = reached.Select(o => o.Service).Distinct().OrderBy(_ => random.Next()).First();
        var operation = reached.Where(o => o.Service == service).OrderBy(_ => random.Next()).First();
        var size = kind switch
        {
            TrainFaultKind.Cpu => 2.5 + (6 * random.NextDouble()),
            TrainFaultKind.NetworkDelay => 30 + (400 * random.NextDouble() * random.NextDouble()),
            TrainFaultKind.Memory => 1.6 + random.NextDouble(),
            _ => 1,
        };
        return new TrainFault(kind, service, operation, random.Next(Math.Max(1, operation.Steps.Count - 1)), size, random.NextDouble() * 0.3);
    }
}
