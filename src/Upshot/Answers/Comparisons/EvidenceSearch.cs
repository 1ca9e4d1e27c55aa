using Upshot.Decide.Comparison.Versions;
using Upshot.Evidence;
using Upshot.Observe.Stores.Questions;

namespace Upshot.Answers.Comparisons;

/// <summary>
/// All that the judgement of one operation rests on: both versions block by block, what they did at other times, and windows of earlier releases; where the
/// candidate took over from its baseline, the service's past and a series that did not change.
/// </summary>
internal static class EvidenceSearch
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    public static async Task<ComparisonEvidence> OfAsync(AnswerService asked, ComparedOperation operation, IReadOnlyList<VersionLife> all, TimeRange within, double? share, CancellationToken cancellation)
    {
        if (operation.Baseline.Length == 0)
        {
            return new(new("(none)", []), new(operation.Candidate, []));
        }

        var (before, after) = (operation.Of(operation.Baseline), operation.Of(operation.Candidate));
        var time = ComparedTime.Of(before, after, within);
        var earlier = EarlierWindows.Of(operation, time);
        List<BlockWindow> rest = [.. Rest(operation, operation.Baseline, before, time.Baseline, within), .. Rest(operation, operation.Candidate, after, time.Candidate, within)];
        List<BlockWindow> compared = [Window(operation, operation.Baseline, time.Baseline, time.Block), Window(operation, operation.Candidate, time.Candidate, time.Block), .. earlier];
        var counted = await asked.AskAsync(new BlockQuestion([.. compared, .. rest]), cancellation);
        var arms = await SampledArms.OfAsync(asked, compared, [.. counted.Take(compared.Count)], cancellation);
        var past = VersionComparison.DesignOf(arms[0], arms[1]) == ComparisonDesign.OneAfterTheOther ? await PastSeries.OfAsync(asked, operation, time, all, cancellation) : null;
        var declared = asked.OperationNamed(operation.Operation).Mix;
        var told = declared.Count == 0 ? null : await DeclaredKinds.OfAsync(asked, declared, compared, arms, past, cancellation);
        (arms, past) = told ?? (arms, past);
        var kinds = KindsOfRequests.Of(arms[0], arms[1]);
        var others = counted.Skip(compared.Count).ToList();
        return new ComparisonEvidence(
            arms[0] with { Replicates = kinds.Told(arms[0].Replicates), Rest = [.. others.Where(a => a.Version == operation.Baseline).SelectMany(a => a.Replicates)] },
            arms[1] with { Replicates = kinds.Told(arms[1].Replicates), Rest = [.. others.Where(a => a.Version == operation.Candidate).SelectMany(a => a.Replicates)] })
        {
            Earlier = [.. earlier.Zip(arms.Skip(2), EarlierWindows.Release).OfType<EarlierRelease>().Select(r => r with { Replicates = kinds.Told(r.Replicates) })],
            Past = past is null ? [] : kinds.Told(past.Own),
            Controls = past?.Control is { } control ? [control] : [],
            Kinds = told is null ? [] : declared,
            Unknown = told is null && declared.Count > 0 ? [$"{string.Join(" and ", declared)}: no longer known of all requests of the time that is compared, for it stands in their spans alone. Kinds of requests are told by route."] : [],
            ExpectedShare = share,
            Zone = PlanZone.Of(asked.Plan, operation.Operation),
        };
    }

    // Whole days, for the version's own numbers.
    private static IEnumerable<BlockWindow> Rest(ComparedOperation operation, string version, IReadOnlyList<VersionLife> lives, TimeRange looked, TimeRange within)
    {
        var (from, to) = (ComparedTime.Later(lives.Min(l => l.From), within.From), ComparedTime.Earlier(lives.Max(l => l.To), within.To));
        if (from < looked.From)
        {
            yield return Window(operation, version, new(from, ComparedTime.Earlier(looked.From, to)), Day);
        }

        if (to > looked.To)
        {
            yield return Window(operation, version, new(ComparedTime.Later(looked.To, from), to), Day);
        }
    }

    private static BlockWindow Window(ComparedOperation operation, string version, TimeRange range, TimeSpan block) => new(operation.Service, operation.Environment, operation.Operation, version, range, block);
}
