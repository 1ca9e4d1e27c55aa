using Upshot.Observe.Otlp;
using Upshot.Observe.Stores.DuckDb.Sampling;
using Upshot.Observe.Stores.Rows;
using Upshot.Plan;

namespace Upshot.Observe.Stores.DuckDb;

/// <summary>
/// Keeps the files few and young: drops what is older or larger than the plan keeps, samples what is whole, merges small files. One run at a time,
/// whoever asks for it: two that merge the same files would make two files of the same rows.
/// </summary>
internal sealed class Maintenance(Expiry expiry, TailSampler sampler, Merge merge, RollupFiles rollups, DirectoryWatch watch, IReadOnlyList<TableSchema> schemas, Func<ProductPlan> plan)
{
    private readonly SemaphoreSlim _one = new(1);

    /// <summary>Waits for a run that is under way, then runs; no thread waits with it.</summary>
    public async Task RunAsync(bool confirmed, CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            await Task.Run(() => RunAlone(confirmed), cancellation).ConfigureAwait(false);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Has something done while nothing is merged or dropped.</summary>
    public async Task<T> MeanwhileAsync<T>(Func<T> run, CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            return await Task.Run(run, cancellation).ConfigureAwait(false);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Waits for a run that is under way, then runs on this thread.</summary>
    public void Run(bool confirmed) => Meanwhile(() => RunAlone(confirmed));

    /// <summary>Waits for a run that is under way, then has something done on this thread while nothing is merged or dropped.</summary>
    public void Meanwhile(Action run)
    {
        _one.Wait();
        try
        {
            run();
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Runs, or does nothing while another run is under way: it will be time again soon.</summary>
    public void RunUnlessRunning()
    {
        if (!_one.Wait(0))
        {
            return;
        }

        try
        {
            RunAlone(confirmed: false);
        }
        finally
        {
            _one.Release();
        }
    }

    private void RunAlone(bool confirmed)
    {
        if (watch.Fault is { } fault)
        {
            throw new StoreException(fault);
        }

        // Of one plan, though another may come while this runs.
        var present = plan();
        var kept = present.Retention;
        expiry.Run(kept, confirmed);
        sampler.Run(schemas.First(s => s.Signal == TelemetrySignal.Traces), present);
        foreach (var schema in schemas)
        {
            merge.Run(schema, AgeOf(schema.Signal, kept));
        }

        rollups.Compact();
    }

    private static TimeSpan AgeOf(TelemetrySignal signal, Retention retention) => signal switch
    {
        TelemetrySignal.Traces => retention.Spans,
        TelemetrySignal.Logs => retention.Logs,
        _ => retention.Metrics,
    };
}
