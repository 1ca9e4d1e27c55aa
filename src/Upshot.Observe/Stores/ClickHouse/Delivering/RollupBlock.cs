using System.Text;
using Upshot.Evidence;
using Upshot.Observe.Rollup;
using Upshot.Observe.Stores.AnswerParts;
using Upshot.Observe.Stores.ClickHouse.Native;

namespace Upshot.Observe.Stores.ClickHouse.Delivering;

/// <summary>Rows of rollups as a block: the key of each, and then what was counted of it.</summary>
internal sealed class RollupBlock
{
    private readonly NativeColumn _minute = CountedBlocks.Time("minute"), _operation = CountedBlocks.Text("operation"), _service = CountedBlocks.Text("service"), _route = CountedBlocks.Text("route"), _kind = new("kind", "UInt8", 1, false),
        _version = CountedBlocks.Text("version"), _environment = CountedBlocks.Text("environment"), _instance = CountedBlocks.Text("instance"), _requests = CountedBlocks.Number("requests"), _errors = CountedBlocks.Number("errors"), _sum = CountedBlocks.Decimal("sum_ns"),
        _goodVariance = CountedBlocks.Decimal("good_variance"), _badVariance = CountedBlocks.Decimal("bad_variance"), _goodWeight = CountedBlocks.Number("good_weight"), _badWeight = CountedBlocks.Number("bad_weight");

    private readonly NativeMap _histogram = new("histogram"), _variance = new("histogram_variance");
    private int _rows;

    public void Add(RollupRow row)
    {
        Key(
            row.Minute, Encoding.UTF8.GetBytes(row.Operation), row.Resource.ServiceText.Slice.Span, Encoding.UTF8.GetBytes(row.Route), row.Kind, row.Resource.VersionText.Slice.Span, row.Resource.EnvironmentText.Slice.Span,
            row.Resource.ProcessText.Slice.Span);
        Counted(row.Requests, row.Errors, row.SumNanos, row.Latency, row.Sampling, row.LatencyVariance);
    }

    public void Key(long minute, string operation, string service, string route, byte kind, string version, string environment, string instance) => Key(
        minute, Encoding.UTF8.GetBytes(operation), Encoding.UTF8.GetBytes(service), Encoding.UTF8.GetBytes(route), kind, Encoding.UTF8.GetBytes(version), Encoding.UTF8.GetBytes(environment), Encoding.UTF8.GetBytes(instance));

    /// <summary>Ends the row that the last key began.</summary>
    public void Counted(long requests, long errors, long sum, ExponentialHistogram? latency, SamplingVariance sampling, ExponentialHistogram? variance)
    {
        _requests.Integer(_rows, requests);
        _errors.Integer(_rows, errors);
        _sum.Integer(_rows, BitConverter.DoubleToInt64Bits(sum));
        _goodVariance.Integer(_rows, BitConverter.DoubleToInt64Bits(sampling.Good));
        _badVariance.Integer(_rows, BitConverter.DoubleToInt64Bits(sampling.Bad));
        _goodWeight.Integer(_rows, sampling.GoodWeight);
        _badWeight.Integer(_rows++, sampling.BadWeight);
        Buckets(_histogram, latency);
        Buckets(_variance, variance);
    }

    public byte[] Take() => NativeBlock.Of(
        [_minute, _operation, _service, _route, _kind, _version, _environment, _instance, _requests, _errors, _sum, _goodVariance, _badVariance, _goodWeight, _badWeight], _rows, _histogram, _variance);

    private void Key(
        long minute, ReadOnlySpan<byte> operation, ReadOnlySpan<byte> service, ReadOnlySpan<byte> route, byte kind, ReadOnlySpan<byte> version, ReadOnlySpan<byte> environment, ReadOnlySpan<byte> instance)
    {
        _minute.Integer(_rows, minute);
        _operation.Text(_rows, operation);
        _service.Text(_rows, service);
        _route.Text(_rows, route);
        _kind.Integer(_rows, kind);
        _version.Text(_rows, version);
        _environment.Text(_rows, environment);
        _instance.Text(_rows, instance);
    }

    private static void Buckets(NativeMap map, ExponentialHistogram? histogram)
    {
        foreach (var (index, count) in histogram?.Buckets() ?? [])
        {
            map.Add((short)index, (ulong)count);
        }

        if (histogram?.ZeroCount > 0)
        {
            map.Add(BlockTotals.Zero, (ulong)histogram.ZeroCount);
        }

        map.NextRow();
    }
}
