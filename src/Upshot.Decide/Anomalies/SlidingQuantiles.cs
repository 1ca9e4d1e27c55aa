namespace Upshot.Decide.Anomalies;

/// <summary>The newest values in the order of their size.</summary>
internal sealed class SlidingQuantiles(int capacity)
{
    private readonly List<double> _sorted = [];
    private readonly Queue<double> _age = [];

    public int Count => _sorted.Count;

    public void Add(double value)
    {
        if (_age.Count == capacity)
        {
            _sorted.RemoveAt(_sorted.BinarySearch(_age.Dequeue()));
        }

        _age.Enqueue(value);
        var at = _sorted.BinarySearch(value);
        _sorted.Insert(at < 0 ? ~at : at, value);
    }

    public double At(double share) => _sorted[Math.Min(_sorted.Count - 1, (int)(share * _sorted.Count))];
}
