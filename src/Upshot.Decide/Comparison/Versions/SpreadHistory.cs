using Upshot.Decide.Comparison.Concurrent;
using Upshot.Decide.Comparison.Variances;
using Upshot.Evidence;
using Upshot.Plan;

namespace Upshot.Decide.Comparison.Versions;

/// <summary>What earlier releases say about how processes of one version differ.</summary>
internal sealed class SpreadHistory
{
    /// <summary>Spreads change from release to release: more releases than this do not make the prior surer.</summary>
    private const int MostReleases = 20;
    private readonly List<List<List<ReplicateEvidence>>> _releases;

    // A shorter time varies by more: by no more than in proportion.
    private readonly double _factor = 1;

    public SpreadHistory(IReadOnlyList<EarlierRelease> earlier)
        : this([.. earlier.Select(r => ProcessRows.Of(r.Replicates))])
    {
    }

    private SpreadHistory(List<List<List<ReplicateEvidence>>> releases, double factor = 1) => (_releases, _factor) = (releases, factor);

    public int Count => _releases.Count;

    /// <summary>How few requests the processes had that all this was learnt from.</summary>
    public double Rarity => SamplingNoise.Rarity(_releases.SelectMany(r => r)) * _factor;

    /// <summary>The same from as much time as the present comparison has: cut where earlier releases are known block by block, else told as that of the shorter time.</summary>
    public SpreadHistory Within(TimeSpan length)
    {
        if (_releases.All(r => r.All(p => p.All(row => row.Start == p[0].Start))))
        {
            var known = _releases.SelectMany(r => r).SelectMany(p => p).Select(r => r.Length).DefaultIfEmpty(length).Max();
            return length > TimeSpan.Zero && known > length ? new SpreadHistory(_releases, known / length) : this;
        }

        return new SpreadHistory([.. _releases.Select(release =>
        {
            var end = release.Min(p => p.Min(r => r.Start)) + length;
            return release.Select(p => p.Where(r => r.Start < end).ToList()).Where(p => p.Count > 0).ToList();
        })]);
    }

    /// <summary>Of each release and process the numbers of several measures.</summary>
    public IReadOnlyList<IReadOnlyList<double[]>> Profiles(IReadOnlyList<Measure> measures, CommonMix? mix) =>
        [.. _releases.Select(release => release.Select(rows => measures.Select(m => m == Measure.ErrorRatio ? Root(rows, mix) : MeasureStatistic.Log(rows, m, mix)).ToArray()).ToList())];

    private static double Root(List<ReplicateEvidence> rows, CommonMix? mix)
    {
        var count = MeasureStatistic.Errors(rows, mix);
        return Math.Sqrt((count.Errors + 0.375) / (count.Requests + 0.75));
    }

    public IReadOnlyList<BlockTable> Tables(Measure measure, CommonMix? mix) =>
        [.. _releases.Where(r => r.Count > 1 && r.Any(p => p.Count > 1)).Select(r => BlockTables.Of(r, new bool[r.Count], measure, mix))];

    /// <summary>How the variance of a process falls with time; null where earlier releases are not known block by block.</summary>
    public VarianceCurve? Curve(Measure measure, CommonMix? mix)
    {
        var tables = Tables(measure, mix);
        var prior = Prior(rows => MeasureStatistic.Log(rows, measure, mix));
        if (tables.Count == 0 || prior.DegreesOfFreedom == 0)
        {
            return null;
        }

        var rows = _releases[0].SelectMany(p => p).ToList();
        var length = rows.Max(r => r.Start + r.Length) - rows.Min(r => r.Start);
        double requests = 0;
        var cells = 0;
        foreach (var r in tables[0].Requests)
        {
            (requests, cells) = (requests + r, cells + 1);
        }

        return VarianceCurve.Of(BlockCovariance.Fit(tables, 0), prior.Value, tables[0].Blocks, Math.Max(1, requests / cells), length);
    }

    /// <summary>Windows of one set of processes are not independent; here each release is one window.</summary>
    public VariancePrior Prior(Func<List<ReplicateEvidence>, double> statistic)
    {
        var variances = new List<SampleVariance>(_releases.Count);
        foreach (var release in _releases)
        {
            var measured = SampleVariance.Of(Finite(release, statistic));
            variances.Add(measured with { Value = _factor * measured.Value });
        }

        return VariancePrior.Fit(variances, Math.Min(MostReleases, _releases.Count));
    }

    public IEnumerable<IReadOnlyList<ErrorCount>> Errors(CommonMix? mix)
    {
        foreach (var release in _releases)
        {
            var counts = new List<ErrorCount>(release.Count);
            foreach (var process in release)
            {
                counts.Add(MeasureStatistic.Errors(process, mix));
            }

            yield return counts;
        }
    }

    public static List<double> Finite(List<List<ReplicateEvidence>> processes, Func<List<ReplicateEvidence>, double> statistic)
    {
        var values = new List<double>(processes.Count);
        foreach (var process in processes)
        {
            var value = statistic(process);
            if (double.IsFinite(value))
            {
                values.Add(value);
            }
        }

        return values;
    }
}
