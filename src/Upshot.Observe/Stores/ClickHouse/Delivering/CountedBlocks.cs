using Upshot.Evidence;
using Upshot.Observe.Rollup;
using Upshot.Observe.Stores.AnswerParts;
using Upshot.Observe.Stores.ClickHouse.Native;

namespace Upshot.Observe.Stores.ClickHouse.Delivering;

/// <summary>What was counted of a body, as blocks. The database adds rows of the same key up.</summary>
internal static class CountedBlocks
{
    public static byte[] OfRollups(IReadOnlyCollection<RollupRow> rows)
    {
        NativeColumn minute = Time("minute"), operation = Text("operation"), service = Text("service"), route = Text("route"), kind = new("kind", "UInt8", 1, false), version = Text("version"),
            environment = Text("environment"), instance = Text("instance"), requests = Number("requests"), errors = Number("errors"), sum = Decimal("sum_ns"),
            goodVariance = Decimal("good_variance"), badVariance = Decimal("bad_variance"), goodWeight = Number("good_weight"), badWeight = Number("bad_weight");
        NativeMap histogram = new("histogram"), variance = new("histogram_variance");
        var at = 0;
        foreach (var row in rows)
        {
            minute.Integer(at, row.Minute);
            operation.Text(at, row.Operation);
            service.Text(at, row.Resource.ServiceText.Slice.Span);
            route.Text(at, row.Route);
            kind.Integer(at, row.Kind);
            version.Text(at, row.Resource.VersionText.Slice.Span);
            environment.Text(at, row.Resource.EnvironmentText.Slice.Span);
            instance.Text(at, row.Resource.ProcessText.Slice.Span);
            requests.Integer(at, row.Requests);
            errors.Integer(at, row.Errors);
            sum.Integer(at, BitConverter.DoubleToInt64Bits(row.SumNanos));
            goodVariance.Integer(at, BitConverter.DoubleToInt64Bits(row.Sampling.Good));
            badVariance.Integer(at, BitConverter.DoubleToInt64Bits(row.Sampling.Bad));
            goodWeight.Integer(at, row.Sampling.GoodWeight);
            badWeight.Integer(at++, row.Sampling.BadWeight);
            Buckets(histogram, row.Latency);
            Buckets(variance, row.LatencyVariance);
        }

        return NativeBlock.Of([minute, operation, service, route, kind, version, environment, instance, requests, errors, sum, goodVariance, badVariance, goodWeight, badWeight], at, histogram, variance);
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

    public static byte[] OfObjectives(IReadOnlyCollection<ObjectiveRow> rows)
    {
        NativeColumn minute = Time("minute"), objective = Text("objective"), definition = Text("definition"), version = Text("version"), environment = Text("environment"), good = Number("good"), total = Number("total"),
            goodVariance = Decimal("good_variance"), badVariance = Decimal("bad_variance"), goodWeight = Number("good_weight"), badWeight = Number("bad_weight");
        var at = 0;
        foreach (var row in rows)
        {
            minute.Integer(at, row.Minute);
            objective.Text(at, row.Objective.Name);
            definition.Text(at, row.Objective.Definition);
            version.Text(at, row.Version);
            environment.Text(at, row.Environment);
            good.Integer(at, row.Good);
            total.Integer(at, row.Total);
            goodVariance.Integer(at, BitConverter.DoubleToInt64Bits(row.Sampling.Good));
            badVariance.Integer(at, BitConverter.DoubleToInt64Bits(row.Sampling.Bad));
            goodWeight.Integer(at, row.Sampling.GoodWeight);
            badWeight.Integer(at++, row.Sampling.BadWeight);
        }

        return NativeBlock.Of([minute, objective, definition, version, environment, good, total, goodVariance, badVariance, goodWeight, badWeight], at);
    }

    private static NativeColumn Time(string name) => new(name, "DateTime64(9, 'UTC')", 8, false);

    private static NativeColumn Text(string name) => new(name, "String", 0, false);

    private static NativeColumn Decimal(string name) => new(name, "Float64", 8, false);

    private static NativeColumn Number(string name) => new(name, "Int64", 8, false);
}
