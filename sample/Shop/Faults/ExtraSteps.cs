using System.Diagnostics;
using Shop.Inventory;

namespace Shop.Faults;

/// <summary>Runs the steps that were asked for before a page.</summary>
internal sealed class ExtraSteps(InventoryClient inventory) : IDisposable
{
    public static readonly ActivitySource Source = new("Shop.ExtraSteps");

    private const int MostAttempts = 3;
    private const int Products = 200;
    private readonly SemaphoreSlim _lock = new(1);
    private readonly SemaphoreSlim _worker = new(1);
    private volatile IReadOnlyList<ExtraStep> _steps = [];

    /// <summary>Null, or what is wrong: then all stays as it was.</summary>
    public string? Set(IReadOnlyList<ExtraStep> steps)
    {
        if (steps.Select(s => s.Mistake).FirstOrDefault(m => m is not null) is { } mistake)
        {
            return $"{mistake}.";
        }

        _steps = steps;
        return null;
    }

    public async Task Run(CancellationToken cancel)
    {
        var steps = _steps;
        var aside = Task.WhenAll(steps.Where(s => s.Kind == ExtraStepKind.Aside).Select(s => Run(s, cancel)));
        foreach (var step in steps.Where(s => s.Kind != ExtraStepKind.Aside))
        {
            await Run(step, cancel);
        }

        await aside;
    }

    private Task Run(ExtraStep step, CancellationToken cancel) => step.Kind switch
    {
        ExtraStepKind.Calls => Calls(step, cancel),
        ExtraStepKind.Attempts => Attempts(step, cancel),
        ExtraStepKind.Cached when Random.Shared.NextDouble() >= step.Share => Task.CompletedTask,
        ExtraStepKind.Lock => Held(step, _lock, Random.Shared.NextDouble() < step.Share, cancel),
        ExtraStepKind.Queue => Held(step, _worker, true, cancel),
        _ => Wait(step.Name, step.Millis, cancel),
    };

    private async Task Calls(ExtraStep step, CancellationToken cancel)
    {
        using var span = Source.StartActivity(step.Name);
        var calls = Enumerable.Range(0, step.Times).Select(_ => 1 + Random.Shared.Next(Products));
        if (step.AtOnce)
        {
            await Task.WhenAll(calls.Select(Ask));
            return;
        }

        foreach (var id in calls)
        {
            await Ask(id);
        }

        Task Ask(int id) => inventory.Item(id, cancel, Drawn(step.Millis));
    }

    private static async Task Attempts(ExtraStep step, CancellationToken cancel)
    {
        using var span = Source.StartActivity(step.Name);
        for (var attempt = 1; ; attempt++)
        {
            var fails = attempt < MostAttempts && Random.Shared.NextDouble() < step.Share;
            await Wait($"{step.Name} attempt", step.Millis, cancel, fails);
            if (!fails)
            {
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(step.Millis / 4 * (1 << attempt)), cancel);
        }
    }

    private static async Task Held(ExtraStep step, SemaphoreSlim holder, bool isLong, CancellationToken cancel)
    {
        using var span = Source.StartActivity(step.Name);
        using (Source.StartActivity($"{step.Name} wait"))
        {
            await holder.WaitAsync(cancel);
        }

        try
        {
            await (isLong ? Wait($"{step.Name} work", step.Millis, cancel) : Task.CompletedTask);
        }
        finally
        {
            holder.Release();
        }
    }

    private static async Task Wait(string name, double millis, CancellationToken cancel, bool fails = false)
    {
        using var span = Source.StartActivity(name);
        await Task.Delay(Drawn(millis), cancel);
        if (fails)
        {
            span?.SetStatus(ActivityStatusCode.Error);
        }
    }

    private static TimeSpan Drawn(double millis) => TimeSpan.FromMilliseconds(millis * (0.5 + Random.Shared.NextDouble()));

    public void Dispose()
    {
        _lock.Dispose();
        _worker.Dispose();
    }
}
