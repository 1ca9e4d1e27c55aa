namespace Upshot.Decide.AlertProofs;

/// <summary>Running sums of failures and events over several windows, minute by minute.</summary>
internal sealed class SimulatedMinutes
{
    private readonly int[] _lengths, _bad, _total;

    /// <summary>By window: the place of the minute that leaves it next; negative while it is not full.</summary>
    private readonly int[] _leaving;
    private readonly long[] _badSums, _totalSums;
    private int _at;

    public SimulatedMinutes(IReadOnlyList<int> lengths)
    {
        _lengths = [.. lengths];
        (_bad, _total) = (new int[lengths.Max() + 1], new int[lengths.Max() + 1]);
        _leaving = [.. lengths.Select(l => -l)];
        (_badSums, _totalSums) = (new long[lengths.Count], new long[lengths.Count]);
    }

    public int Longest => _bad.Length - 1;

    public int IndexOf(int length) => Array.IndexOf(_lengths, length);

    public long Bad(int index) => _badSums[index];

    public long Total(int index) => _totalSums[index];

    // The innermost loop of a proof: no division, and nothing is looked at twice.
    public void Add(int bad, int good)
    {
        var total = bad + good;
        (_bad[_at], _total[_at]) = (bad, total);
        for (var i = 0; i < _leaving.Length; i++)
        {
            var leaving = _leaving[i];
            if (leaving >= 0)
            {
                _badSums[i] += bad - _bad[leaving];
                _totalSums[i] += total - _total[leaving];
            }
            else
            {
                _badSums[i] += bad;
                _totalSums[i] += total;
            }

            _leaving[i] = leaving + 1 == _bad.Length ? 0 : leaving + 1;
        }

        _at = _at + 1 == _bad.Length ? 0 : _at + 1;
    }
}
