using Upshot.Decide.Comparison;
using Upshot.Decide.Comparison.Versions;
using Upshot.Evidence;
using Upshot.Plan;

namespace Upshot.Verdicts;

/// <summary>One deployment, from its first request to the verdict.</summary>
internal sealed class Trial(int seed, ServiceModel service)
{
    public static readonly Measure[] Six = [Measure.LatencyP50, Measure.LatencyP95, Measure.LatencyP99, Measure.LatencyMean, Measure.ErrorRatio, Measure.Throughput];
    private const int Day = 1440;
    private readonly ServiceModel _model = service;
    private readonly Simulator _simulator = new(new Chance(seed));

    public ServiceModel Candidate { get; set; } = service;
    public double Effect { get; set; } = 1;
    public double Errors { get; set; } = 1;
    public double? ExpectedShare { get; set; }
    public LookSchedule Looks { get; set; } = LookSchedule.Once;
    public ProcessIdentity Identity { get; set; } = ProcessIdentity.ServiceInstance;
    public int Block { get; set; } = 1;

    /// <summary>Earlier releases: one window of the same length each, three processes unless told otherwise.</summary>
    public IReadOnlyList<EarlierRelease> Earlier(int count, int minutes, int processes = 3, int block = 0)
    {
        var releases = new EarlierRelease[count];
        for (var i = 0; i < count; i++)
        {
            var shared = _simulator.Chance.Autoregressive(minutes, _model.Shared, _model.Phi);
            releases[i] = new EarlierRelease($"0.{i}", _simulator.Run(_model, $"0.{i}", _simulator.Processes(_model, processes), shared, -(i + 2) * 10 * Day, minutes, block == 0 ? minutes : block));
        }

        return releases;
    }

    public ComparisonEvidence SideBySide(int before, int after, int minutes, IReadOnlyList<EarlierRelease> earlier, int[]? joins = null)
    {
        var shared = _simulator.Chance.Autoregressive(minutes, _model.Shared, _model.Phi);
        var (a, b) = (_simulator.Processes(_model, before), _simulator.Processes(Candidate, after));
        return new ComparisonEvidence(
            new ArmEvidence("1.0", _simulator.Run(_model, "1.0", a, shared, 0, minutes, Block)) { Identity = Identity },
            new ArmEvidence("1.1", _simulator.Run(Candidate, "1.1", b, shared, 0, minutes, Block, Effect, Errors, joins: joins, isYoung: true)) { Identity = Identity })
        {
            Earlier = earlier,
            ExpectedShare = ExpectedShare,
        };
    }

    /// <summary>The baseline ran for days; then the candidate took over.</summary>
    public ComparisonEvidence OneAfterTheOther(int processes, int before, int after, int days, bool control = false, int earlier = 0)
    {
        var past = (days * Day) + before;
        var block = Math.Min(Gcd(Gcd(before, after), Day), 60);
        var shared = _simulator.Chance.Autoregressive(past + after, _model.Shared, _model.Phi);
        var a = _simulator.Processes(_model, processes);
        var history = _simulator.Run(_model, "1.0", a, shared, -past, past, block, merge: true);
        // The last stretch again, by process; the store has both.
        var baseline = _simulator.Run(_model, "1.0", a, shared, -before, before, block, sharedFrom: past - before);
        var candidate = _simulator.Run(Candidate, "1.1", _simulator.Processes(Candidate, processes), shared, 0, after, block, Effect, Errors, sharedFrom: past, isYoung: true);
        IReadOnlyList<IReadOnlyList<ReplicateEvidence>> controls = [];
        if (control)
        {
            var other = _simulator.Processes(_model, processes);
            controls = [_simulator.Run(_model, "other", other, shared, -past, past + after, block, merge: true)];
        }

        return new ComparisonEvidence(new ArmEvidence("1.0", baseline) { Identity = Identity }, new ArmEvidence("1.1", candidate) { Identity = Identity })
        {
            Past = history,
            Controls = controls,
            Earlier = Earlier(earlier, after, processes),
        };
    }

    public VersionVerdict Judge(ComparisonEvidence evidence, params Measure[] measures) => VersionComparison.Compare(
        evidence,
        [.. measures.Select(m => new MeasureQuestion(m, m == Measure.ErrorRatio ? 0.001 : 0.02))],
        new ComparisonOptions { Looks = Looks, JointDraws = 20_000 });

    /// <summary>Unadjusted p of one measure at most 0.01.</summary>
    public bool Found(ComparisonEvidence evidence, Measure measure) => Judge(evidence, measure).Measures[0].P <= 0.01;

    public static bool IsDifferent(VersionVerdict verdict) => verdict.Verdict is Verdict.Improved or Verdict.Regressed || verdict.Measures.Any(m => m.Verdict is Verdict.Improved or Verdict.Regressed);

    private static int Gcd(int a, int b) => b == 0 ? a : Gcd(b, a % b);
}
