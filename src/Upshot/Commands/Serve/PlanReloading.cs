using System.Runtime.InteropServices;
using Upshot.Server;

namespace Upshot.Commands.Serve;

/// <summary>For as long as the server runs: SIGHUP, and changed files where they are watched, have the plan read again.</summary>
internal sealed class PlanReloading : IAsyncDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly PlanReload _reload;
    private readonly ILogger _log;
    private readonly PosixSignalRegistration? _signal;
    private readonly Task _watching;

    public PlanReloading(PlanInUse plan, string? folder, bool watch, TimeProvider time, ILogger log)
    {
        _log = log;
        _reload = new PlanReload(plan, folder, log);
        _watching = watch ? PlanWatch.RunAsync(folder!, plan.Plan.Digest, () => ReloadAsync("The files changed"), time, _end.Token) : Task.CompletedTask;
        _signal = OperatingSystem.IsWindows() ? null : PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
        {
            // Left alone it would end the process.
            signal.Cancel = true;
            _ = ReloadAsync("SIGHUP");
        });
    }

    public async ValueTask DisposeAsync()
    {
        _signal?.Dispose();
        await _end.CancelAsync();
        await _watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Nothing that a plan's files can be ends the server.</summary>
    private async Task ReloadAsync(string because)
    {
        try
        {
            await _reload.RunAsync(because, _end.Token);
        }
        catch (OperationCanceledException) when (_end.IsCancellationRequested)
        {
            // The server ends.
        }
        catch (Exception e)
        {
            _log.LogError(e, "{Because}: the plan could not be read again, and the one that was read before stays", because);
        }
    }
}
