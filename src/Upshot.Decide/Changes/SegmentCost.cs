namespace Upshot.Decide.Changes;

/// <summary>
/// The squared residuals of a straight line through any stretch of a series, in constant time from running sums. Values are
/// standardised by whoever calls, so that the sums do not lose digits.
/// </summary>
internal sealed class SegmentCost
{
    private readonly double[] _y;
    private readonly double[] _yy;
    private readonly double[] _ty;
    private readonly double _step;

    public SegmentCost(double[] values)
    {
        Count = values.Length;
        _step = 1.0 / Math.Max(1, values.Length);
        (_y, _yy, _ty) = (new double[Count + 1], new double[Count + 1], new double[Count + 1]);
        for (var i = 0; i < Count; i++)
        {
            _y[i + 1] = _y[i] + values[i];
            _yy[i + 1] = _yy[i] + (values[i] * values[i]);
            _ty[i + 1] = _ty[i] + (i * _step * values[i]);
        }
    }

    public int Count { get; }

    /// <summary>Of the values from <paramref name="from"/> until before <paramref name="to"/>.</summary>
    public double Line(int from, int to)
    {
        double length = to - from;
        var sum = _y[to] - _y[from];
        var spread = _yy[to] - _yy[from] - (sum * sum / length);
        // Times are from, from + 1 … in steps: their sums are known.
        var meanTime = _step * (from + to - 1) / 2;
        var timeSpread = _step * _step * length * ((length * length) - 1) / 12;
        var together = _ty[to] - _ty[from] - (meanTime * sum);
        return Math.Max(0, timeSpread > 0 ? spread - (together * together / timeSpread) : spread);
    }
}
