using Upshot.Observe.Rollup;
using Upshot.Observe.Stores.ClickHouse.Native;

namespace Upshot.Observe.Stores.ClickHouse.Delivering;

/// <summary>What was counted of a body, as blocks. The database adds rows of the same key up.</summary>
internal static class CountedBlocks
{
    public static byte[] OfRollups(IReadOnlyCollection<RollupRow> rows)
    {
        var block = new RollupBlock();
        foreach (var row in rows)
        {
            block.Add(row);
        }

        return block.Take();
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

    internal static NativeColumn Time(string name) => new(name, "DateTime64(9, 'UTC')", 8, false);

    internal static NativeColumn Text(string name) => new(name, "String", 0, false);

    internal static NativeColumn Decimal(string name) => new(name, "Float64", 8, false);

    internal static NativeColumn Number(string name) => new(name, "Int64", 8, false);
}
