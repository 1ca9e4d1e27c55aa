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
    private const int WindowsInPast = 12;
    private static readonly TimeSpan Day = TimeSpan.FromDays(1), Past = TimeSpan.FromDays(28), ShortPast = TimeSpan.FromDays(14);

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
        List<ArmEvidence> answer = [.. await SampledArms.OfAsync(asked, compared, [.. counted.Take(compared.Count)], cancellation), .. counted.Skip(compared.Count)];
        var (baseline, candidate) = (answer[0], answer[1]);
        var kinds = KindsOfRequests.Of(baseline, candidate);
        var others = answer.Skip(2 + earlier.Count).ToList();
        var evidence = new ComparisonEvidence(
            baseline with { Replicates = kinds.Told(baseline.Replicates), Rest = [.. others.Where(a => a.Version == operation.Baseline).SelectMany(a => a.Replicates)] },
            candidate with { Replicates = kinds.Told(candidate.Replicates), Rest = [.. others.Where(a => a.Version == operation.Candidate).SelectMany(a => a.Replicates)] })
        {
            Earlier = [.. earlier.Zip(answer.Skip(2), EarlierWindows.Release).OfType<EarlierRelease>().Select(r => r with { Replicates = kinds.Told(r.Replicates) })],
            ExpectedShare = share,
            Zone = PlanZone.Of(asked.Plan, operation.Operation),
        };
        return VersionComparison.DesignOf(evidence.Baseline, evidence.Candidate) == ComparisonDesign.OneAfterTheOther
            ? await WithPastAsync(asked, evidence, operation, time, all, kinds, cancellation)
            : evidence;
    }

    private static async Task<ComparisonEvidence> WithPastAsync(
        AnswerService asked, ComparisonEvidence evidence, ComparedOperation operation, ComparedTime time, IReadOnlyList<VersionLife> all, Func<ReplicateEvidence, ReplicateEvidence> kinds, CancellationToken cancellation)
    {
        var block = BlockLength.Of(time.Length, WindowsInPast);
        var past = block == TimeSpan.FromMinutes(1) ? ShortPast : Past;
        var control = Controls.Of(operation, time, all, past, block);
        var own = new BlockWindow(operation.Service, operation.Environment, operation.Operation, null, new(time.Candidate.From - past, time.Candidate.From), block);
        var answer = await asked.AskAsync(new BlockQuestion(control is null ? [own] : [own, control]), cancellation);
        return evidence with { Past = kinds.Told(answer[0].Replicates), Controls = control is null ? [] : [answer[1].Replicates] };
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
