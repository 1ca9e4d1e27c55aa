using Upshot.Answers.Maps;
using Upshot.Pages.Maps;

namespace Upshot.Tests.Pages;

public class MapLayoutTests
{
    [Fact]
    public void Each_stands_behind_those_that_ask_it()
    {
        var map = MapLayout.Of([Call("", "front"), Call("front", "orders"), Call("front", "prices"), Call("orders", "prices"), Call("prices", "postgresql", "database")], "");
        Assert.Equal([("front", 1), ("orders", 2), ("prices", 3), ("postgresql", 4)], map.Nodes.Where(n => n.Kind != "outside").OrderBy(n => n.Column).Select(n => (n.Name, n.Column)));
    }

    [Fact]
    public void A_circle_and_a_service_that_asks_itself_have_a_place()
    {
        var map = MapLayout.Of([Call("a", "b"), Call("b", "c"), Call("c", "a"), Call("a", "a")], "");
        Assert.Equal(3, map.Nodes.Count);
        Assert.Equal(4, map.Edges.Count);
        Assert.InRange(map.Columns, 1, 3);
    }

    [Fact]
    public void Of_many_services_the_busiest_are_drawn_and_the_rest_is_counted()
    {
        var map = MapLayout.Of([.. Enumerable.Range(0, 400).Select(i => Call("front", $"service {i}"))], "");
        Assert.InRange(map.Nodes.Count, 20, 60);
        Assert.Equal(400, map.Edges.Count + map.LeftOut);
        Assert.Equal(2, MapLayout.Of([Call("front", "a"), Call("b", "c")], "c").Nodes.Count);
        Assert.Empty(MapLayout.Of([], "").Nodes);
    }

    private static CallShown Call(string from, string to, string kind = "service") => new(from, to, kind, 10, 1, 0, 1, 2, null, null);
}
