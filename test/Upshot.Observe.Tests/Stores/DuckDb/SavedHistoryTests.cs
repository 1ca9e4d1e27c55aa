using Microsoft.Extensions.Logging.Abstractions;
using Upshot.Observe.State;
using Upshot.Plan;
using static Upshot.Observe.Tests.Otlp;

namespace Upshot.Observe.Tests.Stores.DuckDb;

/// <summary>The histories of signals that earlier versions of the program saved.</summary>
public sealed class SavedHistoryTests
{
    /// <summary>As it was first written: <c>Hops</c> and <c>Place</c> have other names in the code since.</summary>
    private const string AsFirstWritten =
        """[{"Kind":1,"Id":"span.show_basket","Name":"show basket","Unit":"","Version":2,"Hops":[{"From":1,"Place":{"File":"signals/a.yaml","Line":1,"Column":1},"To":2,"RenamedFrom":"cart","Attributes":{"speed":"shop.speed"},"Unit":null,"Values":{},"Split":null,"Merge":null,"IsInvertible":true,"WhyNotInvertible":null}]}]""";

    private static readonly SourceLocation s_somewhere = new("signals/a.yaml", 1, 1);

    private static readonly ProductPlan s_before = new() { Signals = [Signal("span.cart", "cart", "speed", 1)] };

    private static readonly ProductPlan s_after = new()
    {
        Signals = [Signal("span.show_basket", "show basket", "shop.speed", 2, new Migration(1, s_somewhere) { RenamedFrom = "cart", Attributes = new Dictionary<string, string> { ["speed"] = "shop.speed" } })],
    };

    [Fact]
    public async Task A_plan_that_is_taken_back_reads_by_the_history_that_an_earlier_program_saved()
    {
        using var directory = new StoreDirectory();
        await using (var later = directory.Open(s_after))
        {
            await StoreDirectory.Accept(later, Request(Span("show basket").Attribute(9, "shop.speed", "fast")));
            await later.SealAsync();
        }

        SaveHistory(directory, AsFirstWritten);
        await using var back = directory.Open(s_before);
        Assert.Equal("cart", StoreDirectory.Single(back, "SELECT name FROM spans"));
        Assert.Equal("fast", StoreDirectory.Single(back, "SELECT speed FROM spans"));
    }

    [Fact]
    public async Task A_program_of_today_saves_what_an_earlier_one_reads()
    {
        using var directory = new StoreDirectory();
        await using (directory.Open(s_after))
        {
        }

        using var state = OperationalState.Open(directory.Path, null, NullLogger.Instance);
        Assert.Equal(AsFirstWritten, new PlanHistoryTable(state)["lineages"]);
    }

    [Fact]
    public async Task Without_the_saved_history_the_old_plan_knows_nothing_of_the_new_name()
    {
        using var directory = new StoreDirectory();
        await using (var later = directory.Open(s_after))
        {
            await StoreDirectory.Accept(later, Request(Span("show basket")));
            await later.SealAsync();
        }

        SaveHistory(directory, "[]");
        await using var back = directory.Open(s_before);
        Assert.Equal("show basket", StoreDirectory.Single(back, "SELECT name FROM spans"));
    }

    private static Signal Signal(string id, string name, string attribute, int version, params Migration[] migrations) => new(id, SignalKind.Span, s_somewhere)
    {
        Name = name,
        Version = version,
        Attributes = [new(new AttributeDefinition(attribute, s_somewhere), RequirementLevel.Required, s_somewhere)],
        Migrations = migrations,
    };

    private static void SaveHistory(StoreDirectory directory, string json)
    {
        using var state = OperationalState.Open(directory.Path, null, NullLogger.Instance);
        new PlanHistoryTable(state).Set("lineages", json);
    }
}
