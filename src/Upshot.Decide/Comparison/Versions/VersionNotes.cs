using System.Globalization;
using Upshot.Decide.Comparison.LikeWindows;
using Upshot.Evidence;

namespace Upshot.Decide.Comparison.Versions;

/// <summary>What is said beside a verdict: the design, what was adjusted for, and what would resolve what is open.</summary>
internal static class VersionNotes
{
    public static IEnumerable<string> SideBySide(ActiveBlocks blocks, StartUp startUp, ShareFinding? share, int earlier)
    {
        yield return blocks.Design == ComparisonDesign.SideBySide
            ? $"The versions ran side by side ({Percent(blocks.Overlap)} of the candidate's time): what the hour did it did to both."
            : $"The versions ran side by side for {Percent(blocks.Overlap)} of the candidate's time; the comparison rests on that part.";
        if (earlier == 0)
        {
            yield return "No earlier release of the service says how its processes differ, so the interval rests on the processes of these two alone; it narrows with every release.";
        }

        if (startUp.IsStillWarming)
        {
            yield return $"The candidate was still warming up for {Minutes(startUp.Length)}, a fifth of its time or more. Wait until it has run longer.";
        }
        else if (startUp.Length > TimeSpan.Zero)
        {
            yield return $"The candidate's processes took {Minutes(startUp.Length)} to get to their pace; that time, and as much again for what of it is left, is not in the comparison.";
        }

        if (share is { IsMismatch: true })
        {
            yield return $"The candidate got {Percent(share.Seen)} of the requests where {Percent(share.Expected)} were expected (p {share.P.ToString("G2", CultureInfo.InvariantCulture)}): requests went missing before they were counted, so what is left is no fair sample. Find where they went before you believe any difference.";
        }
        else if (share is not null)
        {
            yield return share.SmallestLoss >= 1
                ? "Too few requests to see whether any of the candidate's went missing."
                : $"The share of requests is as expected; a loss of {Percent(share.SmallestLoss)} of the candidate's requests would have been seen.";
        }
    }

    public static IEnumerable<string> Mix(CommonMix mix, ComparisonEvidence evidence, IReadOnlyCollection<EffectTest> tests)
    {
        if (mix.IsMixed && tests.Any(t => t.Test.IsTest))
        {
            yield return $"Requests are of {mix.Kinds} kinds (by {string.Join(" and ", evidence.Kinds.Prepend("route"))}); both versions are told at the baseline's mix of them.";
        }

        if (mix.CandidateOnly > 0.001)
        {
            yield return $"{Percent(mix.CandidateOnly)} of the candidate's requests are of a kind that the baseline had none of; they are not in the comparison.";
        }

        foreach (var unknown in evidence.Unknown)
        {
            yield return unknown;
        }
    }

    /// <summary>What would resolve it where nothing could be tested.</summary>
    public static IEnumerable<string> Untested(IReadOnlyList<ReplicateEvidence> before, IReadOnlyList<ReplicateEvidence> after, IReadOnlyList<EffectTest> tests)
    {
        if (tests.Any(t => t.Test.IsTest && t.Scale == EffectScale.Logarithm) || !tests.Any(t => t is { Reason: InconclusiveReason.NotEnoughEvidence, Scale: EffectScale.Logarithm }))
        {
            yield break;
        }

        var (a, b) = (Processes(before), Processes(after));
        yield return a + b < 3
            ? "One process of each version ran, and no earlier release says how processes of one version differ: nobody can tell a release from a process. Run two or more of each, or judge it when there are releases to learn from."
            : tests.Any(t => t.Process is { DegreesOfFreedom: > 0, Value: 0 })
                ? "All processes show the same latency, as far as clocks and buckets tell it apart: by how much it varies by chance cannot be known from them."
            : tests.Any(t => t.BaselineProcesses > 0 && t.CandidateProcesses > 0)
                ? "Processes came and went, and too few of them ran at the same time to compare their levels. Let both versions run together for a while."
                : "The processes answered too few requests for a latency. Wait for more, or judge a longer time.";

        static int Processes(IReadOnlyList<ReplicateEvidence> rows) => rows.Select(r => r.Instance).Distinct(StringComparer.Ordinal).Count();
    }

    /// <summary>What of the comparison the processes' own past took out of it, or that none is known.</summary>
    /// <param name="knowsCandidate">Processes of the candidate ran before it came.</param>
    public static IEnumerable<string> Before(IReadOnlyList<EffectTest> tests, bool knowsCandidate)
    {
        var known = tests.Where(t => t.Explained is not null).Select(t => t.Explained!.Value).ToList();
        if (known.Count > 0)
        {
            yield return $"Its processes ran before it came: what they were then explains {Percent(known.Min())}{(known.Max() - known.Min() < 0.005 ? "" : $" to {Percent(known.Max())}")} of the variance between processes, and is taken out (CUPED).";
        }
        else if (!knowsCandidate && tests.Any(t => t is { Scale: EffectScale.Logarithm, Reason: InconclusiveReason.None }))
        {
            yield return "Its processes served nothing before it came, so no past of theirs could make the interval narrower (CUPED).";
        }
    }

    public const string FlagSwitched = "The flag was switched for all at once: what the hour did and what the flag did cannot be told apart. Give it to a share of the requests or users for a while.";

    public const string FlagOfProcesses = "Each process served one variant, so processes are compared as those of two versions are.";

    public static string Flag(FlagUnits units) => units.Unit switch
    {
        FlagUnit.User => $"Users kept their variant or drew it anew: {units.Pairs.Count} groups of them (by feature_flag.context.id, else user.id, enduser.id or session.id) are compared, each with itself.",
        FlagUnit.Process => $"Both variants were served at the same time by the same {units.Pairs.Count} processes, and are compared within each. {Drawn}",
        _ => $"Both variants were served at the same time by the same processes; there are few of these, so {units.Pairs.Count} blocks of time are compared, each with itself. {Drawn}",
    };

    private const string Drawn = "Who was served is not known: this holds where each request drew its variant. Where users keep theirs, send feature_flag.context.id.";

    public static IEnumerable<string> AfterOneAnother(LikeWindowJudgement judgement, IReadOnlyList<EffectTest> tests)
    {
        var part = judgement.IsOnWeekend ? "weekends" : "working days";
        if (judgement.Days == 0 && judgement.KnownDays >= LikeWindowTest.FewestDays && judgement.OfOwnPart == 0 && tests.Any(t => t.Reason == InconclusiveReason.ConfoundedWithTime))
        {
            yield return $"The candidate took over from its baseline, and no {(judgement.IsOnWeekend ? "weekend" : "working day")} before it is known: what {part} do and what the release did cannot be told apart. Let both run side by side for a while, or wait until one is known.";
            yield break;
        }

        if (tests.Any(t => t.Reason == InconclusiveReason.ConfoundedWithTime))
        {
            yield return $"The candidate took over from its baseline, and fewer than {LikeWindowTest.FewestDays} days of the same hours are known: what the hour did and what the release did cannot be told apart. Let both run side by side for a while, give the candidate a share of the requests, or wait until {LikeWindowTest.NormalDays} days are known.";
            yield break;
        }

        yield return $"The candidate took over from its baseline, so it was judged by what the service did at the same hours of {judgement.Days} earlier days{(judgement.HasControl ? ", and by what did not change meanwhile" : "")}.";
        if (judgement.OfOwnPart < LikeWindowTest.FewestDays)
        {
            yield return $"Only {judgement.OfOwnPart} of these days {(judgement.OfOwnPart == 1 ? "is" : "are")} of {part}; the interval allows for what they differ by from the others.";
        }

        if (judgement.Days < LikeWindowTest.NormalDays)
        {
            yield return $"Fewer than {LikeWindowTest.NormalDays} like days are known: the interval is wide.";
        }
    }

    /// <summary>Requests that were sampled before they came.</summary>
    public static IEnumerable<string> Sampled(ComparisonEvidence evidence)
    {
        foreach (var arm in new[] { evidence.Baseline, evidence.Candidate })
        {
            var effects = arm.Replicates.Where(r => r.Count > 0).Select(r => r.DesignEffect).DefaultIfEmpty(1).Max();
            if (effects >= 1.05)
            {
                yield return $"{arm.Version}: its requests came sampled and count as what was observed: about as much as {arm.Replicates.Sum(r => r.Count / r.DesignEffect).ToString("N0", CultureInfo.InvariantCulture)} that were all kept, of {arm.Replicates.Sum(r => r.Count).ToString("N0", CultureInfo.InvariantCulture)} that they stand for.";
            }
        }
    }

    public static IEnumerable<string> Identity(ComparisonEvidence evidence)
    {
        foreach (var arm in new[] { evidence.Baseline, evidence.Candidate }.Where(a => a.Identity == ProcessIdentity.None))
        {
            yield return $"{arm.Version}: its processes cannot be told apart (no service.instance.id, k8s.pod.name, or host.name with process.pid), so nobody knows how they differ. Set service.instance.id.";
        }
    }

    private static string Percent(double share) => (100 * share).ToString(share < 0.1 ? "0.#" : "0", CultureInfo.InvariantCulture) + " %";

    private static string Minutes(TimeSpan length) => length < TimeSpan.FromMinutes(2) ? $"{length.TotalSeconds:0} s" : $"{length.TotalMinutes:0} min";
}
