using Upshot.Evidence;
using Upshot.Plan;

namespace Upshot.Decide.Comparison.Versions;

/// <summary>
/// Judges a version of a service on one operation. First what kind of comparison it is, then what besides the release moved (hour, mix, shares, start-up):
/// that is adjusted for or named. Then all measures are tested as one.
/// </summary>
public static class VersionComparison
{
    /// <exception cref="ArgumentException">Both arms are the same version.</exception>
    public static VersionVerdict Compare(ComparisonEvidence evidence, IReadOnlyList<MeasureQuestion> questions, ComparisonOptions options)
    {
        if (evidence.Baseline.Version == evidence.Candidate.Version)
        {
            throw new ArgumentException($"A version is not compared with itself: both are \"{evidence.Candidate.Version}\".", nameof(evidence));
        }

        var blocks = ActiveBlocks.Of(evidence.Baseline, evidence.Candidate);
        if (blocks.Design == ComparisonDesign.None)
        {
            var silent = evidence.Candidate.Replicates.All(r => r.Count == 0) ? evidence.Candidate : evidence.Baseline;
            return Unjudged(evidence, questions, options, blocks, InconclusiveReason.NoTraffic, [$"{silent.Version}: no request was seen."]);
        }

        return blocks.Design == ComparisonDesign.OneAfterTheOther ? AfterOneAnother(evidence, questions, options, blocks) : SideBySide(evidence, questions, options, blocks);
    }

    private static VersionVerdict SideBySide(ComparisonEvidence evidence, IReadOnlyList<MeasureQuestion> questions, ComparisonOptions options, ActiveBlocks blocks)
    {
        var (before, after) = (In(evidence.Baseline, blocks), In(evidence.Candidate, blocks));
        var share = TrafficShare.Of(before, after, evidence.ExpectedShare);
        var mix = CommonMix.Of(before, after);
        var startUp = StartUp.Of(before, after, mix);
        var (settledBefore, settledAfter) = (before, after);
        if (startUp.Length > TimeSpan.Zero && !startUp.IsStillWarming)
        {
            settledAfter = startUp.Cut(after);
            var left = settledAfter.Select(r => r.Start).ToHashSet();
            settledBefore = [.. before.Where(r => left.Contains(r.Start))];
        }

        var history = new SpreadHistory(evidence.Earlier);
        var judgement = new SideBySideJudgement(settledBefore, settledAfter, mix, history, options.Looks);
        var tests = questions.Select(q => q.Measure == Measure.Throughput ? EffectTest.Without(InconclusiveReason.NotJudged) : judgement.Of(q.Measure)).ToList();
        var joint = Joint(questions, tests, history, mix, options);
        var reason = share is { IsMismatch: true } ? InconclusiveReason.SampleRatioMismatch
            : startUp.IsStillWarming ? InconclusiveReason.StillWarming
            : InconclusiveReason.None;
        return Judged(evidence, questions, tests, joint, options, blocks, reason, mix) with
        {
            Share = share,
            StartUp = startUp.Length,
            Notes = [.. VersionNotes.SideBySide(blocks, mix, startUp, share, history.Count), .. VersionNotes.Identity(evidence)],
        };
    }

    private static VersionVerdict AfterOneAnother(ComparisonEvidence evidence, IReadOnlyList<MeasureQuestion> questions, ComparisonOptions options, ActiveBlocks blocks)
    {
        var mix = CommonMix.Of(evidence.Baseline.Replicates, evidence.Candidate.Replicates);
        var judgement = new LikeWindowJudgement(evidence, mix, new SpreadHistory(evidence.Earlier));
        var tests = questions.Select(q => q.Measure == Measure.Throughput ? EffectTest.Without(InconclusiveReason.NotJudged) : judgement.Of(q.Measure)).ToList();
        // Shocks of time move all measures at once, in a way that processes do not tell: Bonferroni's bound holds whatever it is.
        var joint = JointAlpha.Of([.. Tested(questions, tests)], [], 0);
        return Judged(evidence, questions, tests, joint, options, blocks, InconclusiveReason.None, mix) with
        {
            Notes = [.. VersionNotes.AfterOneAnother(judgement, tests), .. VersionNotes.Identity(evidence)],
        };
    }

    private static IReadOnlyList<ReplicateEvidence> In(ArmEvidence arm, ActiveBlocks blocks) => [.. arm.Replicates.Where(r => blocks.Common.Contains(r.Start))];

    private static IEnumerable<Measure> Tested(IReadOnlyList<MeasureQuestion> questions, IReadOnlyList<EffectTest> tests) =>
        questions.Zip(tests).Where(p => p.Second.Test.IsTest).Select(p => p.First.Measure);

    private static JointAlpha Joint(IReadOnlyList<MeasureQuestion> questions, IReadOnlyList<EffectTest> tests, SpreadHistory history, CommonMix mix, ComparisonOptions options)
    {
        List<Measure> tested = [.. Tested(questions, tests)];
        return JointAlpha.Of(tested, tested.Count < 2 ? [] : history.Profiles(tested, mix), options.JointDraws);
    }

    private static VersionVerdict Judged(
        ComparisonEvidence evidence, IReadOnlyList<MeasureQuestion> questions, IReadOnlyList<EffectTest> tests, JointAlpha joint, ComparisonOptions options, ActiveBlocks blocks, InconclusiveReason reason, CommonMix mix)
    {
        if (evidence.Baseline.Identity == ProcessIdentity.None || evidence.Candidate.Identity == ProcessIdentity.None)
        {
            reason = reason == InconclusiveReason.None ? InconclusiveReason.NoProcessIdentity : reason;
        }

        var measures = questions.Zip(tests).Select(p => MeasureVerdict.Of(evidence, p.First, p.Second, joint, options, reason)).ToList();
        var (verdict, why) = Overall(measures);
        return new VersionVerdict(verdict, why, blocks.Design, measures) { Overlap = blocks.Overlap };
    }

    private static VersionVerdict Unjudged(ComparisonEvidence evidence, IReadOnlyList<MeasureQuestion> questions, ComparisonOptions options, ActiveBlocks blocks, InconclusiveReason reason, IReadOnlyList<string> notes)
    {
        var without = JointAlpha.Of([], [], 0);
        var measures = questions.Select(q => MeasureVerdict.Of(evidence, q, EffectTest.Without(reason), without, options, reason)).ToList();
        return new VersionVerdict(Verdict.Inconclusive, reason, blocks.Design, measures) { Notes = notes };
    }

    /// <summary>Regressed before improved; a gain of one measure does not outweigh a harm of another.</summary>
    private static (Verdict Verdict, InconclusiveReason Reason) Overall(IReadOnlyList<ComparisonResult> measures)
    {
        var judged = measures.Where(m => m.Reason != InconclusiveReason.NotJudged).ToList();
        Verdict[] order = [Verdict.Regressed, Verdict.Improved, Verdict.Inconclusive, Verdict.NotWorse];
        foreach (var verdict in order)
        {
            if (judged.FirstOrDefault(m => m.Verdict == verdict) is { } first)
            {
                return (verdict, verdict == Verdict.Inconclusive ? first.Reason : InconclusiveReason.None);
            }
        }

        return judged.Count == 0 ? (Verdict.Inconclusive, InconclusiveReason.NotJudged) : (Verdict.Unchanged, InconclusiveReason.None);
    }
}
