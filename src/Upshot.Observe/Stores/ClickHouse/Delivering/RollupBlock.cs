using System.Text;
using Upshot.Evidence;
using Upshot.Observe.Rollup;
using Upshot.Observe.Stores.AnswerParts;
using Upshot.Observe.Stores.ClickHouse.Native;

namespace Upshot.Observe.Stores.ClickHouse.Delivering;

/// <summary>Rows of rollups as a block.</summary>
internal sealed class RollupBlock
{
    private readonly NativeColumn _minute = CountedBlocks.Time("minute"), _operation = CountedBlocks.Text("operation"), _service = CountedBlocks.Text("service"), _route = CountedBlocks.Text("route"), _kind = new("kind", "UInt8", 1, false),
        _version = CountedBlocks.Text("version"), _environment = CountedBlocks.Text("environment"), _instance = CountedBlocks.Text("instance"), _requests = CountedBlocks.Number("requests"), _errors = CountedBlocks.Number("errors"), _sum = CountedBlocks.Decimal("sum_ns");

    private readonly NativeMap _histogram = new("histogram");
    private int _rows;

    public void Add(RollupRow row) => Add(
        row.Minute, Encoding.UTF8.GetBytes(row.Operation), row.Resource.ServiceText.Slice.Span, Encoding.UTF8.GetBytes(row.Route), row.Kind, row.Resource.VersionText.Slice.Span, row.Resource.EnvironmentText.Slice.Span,
        row.Resource.ProcessText.Slice.Span, row.Requests, row.Errors, row.SumNanos, row.Latency);

    public void Add(long minute, string operation, string service, string route, byte kind, string version, string environment, string instance, long requests, long errors, long sum, ExponentialHistogram latency) => Add(
        minute, Encoding.UTF8.GetBytes(operation), Encoding.UTF8.GetBytes(service), Encoding.UTF8.GetBytes(route), kind, Encoding.UTF8.GetBytes(version), Encoding.UTF8.GetBytes(environment), Encoding.UTF8.GetBytes(instance), requests, errors, sum, latency);

    public byte[] Take() => NativeBlock.Of([_minute, _operation, _service, _route, _kind, _version, _environment, _instance, _requests, _errors, _sum], _rows, _histogram);

    private void Add(
        long minute, ReadOnlySpan<byte> operation, ReadOnlySpan<byte> service, ReadOnlySpan<byte> route, byte kind, ReadOnlySpan<byte> version, ReadOnlySpan<byte> environment, ReadOnlySpan<byte> instance,
        long requests, long errors, long sum, ExponentialHistogram latency)
    {
        _minute.Integer(_rows, minute);
        _operation.Text(_rows, operation);
        _service.Text(_rows, service);
        _route.Text(_rows, route);
        _kind.Integer(_rows, kind);
        _version.Text(_rows, version);
        _environment.Text(_rows, environment);
        _instance.Text(_rows, instance);
        _requests.Integer(_rows, requests);
        _errors.Integer(_rows, errors);
        _sum.Integer(_rows++, BitConverter.DoubleToInt64Bits(sum));
        foreach (var (index, count) in latency.Buckets())
        {
            _histogram.Add((short)index, (ulong)count);
        }

        if (latency.ZeroCount > 0)
        {
            _histogram.Add(BlockTotals.Zero, (ulong)latency.ZeroCount);
        }

        _histogram.NextRow();
    }
}
