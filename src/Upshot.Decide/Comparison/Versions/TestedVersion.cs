using Upshot.Evidence;
using Upshot.Plan;

namespace Upshot.Decide.Comparison.Versions;

/// <summary>A version of which each measure's effect is tested; what the tests are worth together is left to the judgement.</summary>
internal sealed class TestedVersion
{
    private readonly ComparisonEvidence _evidence;
    private readonly ActiveBlocks _blocks;
    private readonly Dictionary<string, EffectTest> _tests = [];
    private SpreadHistory? _history;
    private CommonMix? _mix;
    private InconclusiveReason _stop;
    private TimeSpan _startUp;
    private ShareFinding? _share;
    private IReadOnlyList<string> _notes = [];
    private LookSchedule _looks = LookSchedule.Once;

    private TestedVersion(ComparisonEvidence evidence, ActiveBlocks blocks) => (_evidence, _blocks) = (evidence, blocks);

    /// <exception cref="ArgumentException">Both arms are the same version.</exception>
    public static TestedVersion Of(ComparisonEvidence evidence, IReadOnlyList<MeasureQuestion> measures, ComparisonOptions options)
    {
        if (evidence.Baseline.Version == evidence.Candidate.Version)
        {
            throw new ArgumentException($"A version is not compared with itself: both are \"{evidence.Candidate.Version}\".", nameof(evidence));
        }

        var tested = new TestedVersion(evidence, ActiveBlocks.Of(evidence.Baseline, evidence.Candidate)) { _looks = options.Looks };
        if (evidence.IsFlag && tested._blocks.Design != ComparisonDesign.None)
        {
            tested.ByFlag(measures, options);
            return tested;
        }

        switch (tested._blocks.Design)
        {
            case ComparisonDesign.None:
                tested.Untested(measures);
                break;
            case ComparisonDesign.OneAfterTheOther:
                tested.AfterOneAnother(measures, options);
                break;
            default:
                tested.SideBySide(measures, options);
                break;
        }

        return tested;
    }

    /// <summary>The test of a measure; one without a p where nothing could be tested.</summary>
    public EffectTest this[MeasureQuestion question] => _tests[question.Key];

    /// <summary>All of them as one: what is said of each holds for all.</summary>
    public VersionVerdict Judge(IReadOnlyList<MeasureQuestion> questions, ComparisonOptions options)
    {
        var joint = Joint(questions, options);
        IReadOnlyList<ComparisonResult> measures = [.. questions.Select(q => Judge(q, joint, options))];
        var (verdict, why) = Overall(measures);
        return new VersionVerdict(verdict, measures.Count == 0 ? _stop : why, _evidence.IsFlag && _blocks.Design is not (ComparisonDesign.None or ComparisonDesign.OneAfterTheOther) ? ComparisonDesign.Flag : _blocks.Design, measures) { Overlap = _blocks.Overlap, Share = _share, StartUp = _startUp, Notes = _notes };
    }

    public ComparisonResult Judge(MeasureQuestion question, JointAlpha joint, ComparisonOptions options) => MeasureVerdict.Of(_evidence, question, _tests[question.Key], joint, options, _stop);

    private void SideBySide(IReadOnlyList<MeasureQuestion> measures, ComparisonOptions options)
    {
        var (before, after) = (In(_evidence.Baseline), In(_evidence.Candidate));
        _share = TrafficShare.Of(before, after, _evidence.ExpectedShare);
        _mix = CommonMix.Of(before, after);
        var startUp = Versions.StartUp.Of(before, after, _mix);
        var (settledBefore, settledAfter) = (before, after);
        if (startUp.Length > TimeSpan.Zero && !startUp.IsStillWarming)
        {
            settledAfter = startUp.Cut(after);
            var left = settledAfter.Select(r => r.Start).ToHashSet();
            settledBefore = [.. before.Where(r => left.Contains(r.Start))];
        }

        _history = new SpreadHistory(_evidence.Earlier);
        _startUp = startUp.Length;
        var past = ProcessPast.Of(_evidence.Baseline.Replicates, _evidence.Candidate.Replicates.Where(r => r.Count > 0).Min(r => r.Start));
        var judgement = new SideBySideJudgement(settledBefore, settledAfter, _mix, _history, options.Looks) { Past = past };
        Test(measures, judgement.Of);
        _notes = [.. VersionNotes.SideBySide(_blocks, startUp, _share, _history.Count), .. VersionNotes.Before([.. _tests.Values], past.KnowsAny(settledAfter)), .. VersionNotes.Mix(_mix, _evidence, _tests.Values), .. VersionNotes.Untested(settledBefore, settledAfter, [.. _tests.Values]), .. VersionNotes.Sampled(_evidence), .. VersionNotes.Identity(_evidence)];
        Stop(_share is { IsMismatch: true } ? InconclusiveReason.SampleRatioMismatch : startUp.IsStillWarming ? InconclusiveReason.StillWarming : InconclusiveReason.None);
    }

    private void AfterOneAnother(IReadOnlyList<MeasureQuestion> measures, ComparisonOptions options)
    {
        _mix = CommonMix.Of(_evidence.Baseline.Replicates, _evidence.Candidate.Replicates);
        var judgement = new LikeWindowJudgement(_evidence, _mix, new SpreadHistory(_evidence.Earlier));
        Test(measures, m => Shared(judgement.Of(m), options.Looks));
        _notes = [.. VersionNotes.AfterOneAnother(judgement, [.. _tests.Values]), .. VersionNotes.Mix(_mix, _evidence, _tests.Values), .. VersionNotes.Sampled(_evidence), .. VersionNotes.Identity(_evidence)];
        Stop(InconclusiveReason.None);
    }

    private void ByFlag(IReadOnlyList<MeasureQuestion> measures, ComparisonOptions options)
    {
        if (_blocks.Design == ComparisonDesign.OneAfterTheOther)
        {
            Test(measures, _ => EffectTest.Without(InconclusiveReason.ConfoundedWithTime));
            _notes = [VersionNotes.FlagSwitched];
            return;
        }

        var (off, on) = (In(_evidence.Baseline), In(_evidence.Candidate));
        var units = FlagUnits.Of(off, on, _evidence.Users is [var offUsers, var onUsers] ? (In(offUsers), In(onUsers)) : null);
        if (units.Unit == FlagUnit.WholeProcess)
        {
            SideBySide(measures, options);
            _notes = [VersionNotes.FlagOfProcesses, .. _notes];
            return;
        }

        Test(measures, m => Shared(new FlagJudgement(units).Of(m), options.Looks));
        _notes = [VersionNotes.Flag(units), .. VersionNotes.Sampled(_evidence), .. units.Unit == FlagUnit.Process ? VersionNotes.Identity(_evidence) : []];
        // Users and blocks of time are replicates here whoever served them.
        Stop(InconclusiveReason.None);
        if (units.Unit != FlagUnit.Process)
        {
            _stop = InconclusiveReason.None;
        }
    }

    private void Untested(IReadOnlyList<MeasureQuestion> measures)
    {
        var silent = _evidence.Candidate.Replicates.All(r => r.Count == 0) ? _evidence.Candidate : _evidence.Baseline;
        Test(measures, _ => EffectTest.Without(InconclusiveReason.NoTraffic));
        _notes = [$"{silent.Version}: no request was seen."];
        _stop = InconclusiveReason.NoTraffic;
    }

    private void Test(IReadOnlyList<MeasureQuestion> questions, Func<Measure, EffectTest> test)
    {
        foreach (var question in questions)
        {
            _tests[question.Key] = question.Measure == Measure.Throughput ? EffectTest.Without(InconclusiveReason.NotJudged)
                : question.Outcome is { } outcome && _blocks.Design != ComparisonDesign.None ? Shared(OutcomeTest.Of(outcome, _evidence.Outcomes.GetValueOrDefault(outcome.Name), _blocks.Design, _evidence.Zone), _looks)
                : test(question.Measure);
        }
    }

    // What a look adds is known for latencies and errors of versions that run side by side. Elsewhere the looks share alpha evenly: that holds whatever it is.
    private static EffectTest Shared(EffectTest test, LookSchedule looks) =>
        looks.Plan == Sequential.LookPlan.Once || looks.Elapsed.Count < 2 ? test : test with { Threshold = alpha => alpha / Math.Max(looks.Elapsed.Count, looks.Looks) };

    private void Stop(InconclusiveReason reason) =>
        _stop = reason == InconclusiveReason.None && (_evidence.Baseline.Identity == ProcessIdentity.None || _evidence.Candidate.Identity == ProcessIdentity.None) ? InconclusiveReason.NoProcessIdentity : reason;

    private IReadOnlyList<ReplicateEvidence> In(ArmEvidence arm) => [.. arm.Replicates.Where(r => _blocks.Common.Contains(r.Start))];

    // Shocks of time move all measures at once, in a way that processes do not tell: where versions ran one after the other, Bonferroni's bound holds whatever it is.
    private JointAlpha Joint(IReadOnlyList<MeasureQuestion> questions, ComparisonOptions options)
    {
        List<MeasureQuestion> tested = [.. questions.DistinctBy(q => q.Key).Where(q => _tests[q.Key].Test.IsTest)];
        var known = _history is not null && tested.Count > 1 && tested.TrueForAll(q => q.Outcome is null);
        return JointAlpha.Of([.. tested.Select(q => q.Measure)], known ? _history!.Profiles([.. tested.Select(q => q.Measure)], _mix) : [], options.JointDraws);
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
