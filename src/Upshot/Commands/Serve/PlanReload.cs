using Upshot.Client;
using Upshot.Diff;
using Upshot.Observe.Stores;
using Upshot.Plan;
using Upshot.Plan.Diff;
using Upshot.Server;

namespace Upshot.Commands.Serve;

/// <summary>
/// Reads the plan's folder again while the server runs. A plan without mistakes takes the place of the one before, as a whole, and what is
/// different is said; one with mistakes is refused, and the one before stays. One at a time.
/// </summary>
internal sealed class PlanReload(PlanInUse inUse, string? folder, ILogger log) : IDisposable
{
    private const int MostSaid = 50;
    private readonly SemaphoreSlim _one = new(1);

    /// <param name="because">Who asked for it.</param>
    /// <returns>Whether the folder's plan is the one that counts now.</returns>
    public async Task<bool> RunAsync(string because, CancellationToken cancellation)
    {
        if (folder is null)
        {
            log.LogWarning("{Because}: there is no plan to read again, for the server was started without --plan", because);
            return false;
        }

        await _one.WaitAsync(cancellation);
        try
        {
            var (plan, problem) = PlanFolderReader.Read(folder);
            return problem is null ? await UseAsync(plan, because, cancellation) : Refuse(problem, because);
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private async Task<bool> UseAsync(ProductPlan plan, string because, CancellationToken cancellation)
    {
        var before = inUse.Plan;
        if (plan.Digest == before.Digest)
        {
            inUse.Refused(null);
            log.LogInformation("{Because}: the plan is the one that counts already, {Digest}", because, plan.Digest);
            return true;
        }

        try
        {
            await inUse.UseAsync(plan, cancellation);
        }
        catch (StoreException e)
        {
            return Refuse(e.Message, because);
        }

        var difference = PlanDiff.Between(before, plan);
        log.LogInformation("{Because}: the plan {Digest} counts now instead of {Before}: {Count}, {Breaking} without a migration", because, plan.Digest, before.Digest, DiffReport.Number(difference.Changes.Count, "change"), difference.Unmigrated.Count());
        foreach (var change in difference.Changes.Take(MostSaid))
        {
            log.Log(change.Migration == MigrationState.Missing ? LogLevel.Warning : LogLevel.Information, "Plan: {Change} ({Class})", DiffReport.Says(change), DiffReport.ClassOf(change));
        }

        if (difference.Changes.Count > MostSaid)
        {
            log.LogInformation("Plan: … and {Count} more changes", difference.Changes.Count - MostSaid);
        }

        foreach (var effect in PlanEffects.Of(before, plan, inUse.WithoutColumn(plan)))
        {
            log.LogInformation("Plan: {Effect}", effect);
        }

        return true;
    }

    private bool Refuse(string problem, string because)
    {
        log.LogError("{Because}: the plan in {Folder} is refused, and the one that was read before stays, {Digest}", because, folder, inUse.Plan.Digest);
        foreach (var line in problem.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            log.LogError("Plan: {Problem}", line);
        }

        inUse.Refused($"The plan in {folder} was changed and is refused; the one that was read before counts, {inUse.Plan.Digest}. {problem.ReplaceLineEndings(" ")}");
        return false;
    }
}
