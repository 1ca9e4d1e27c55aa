using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Upshot.Pages.Frame;

namespace Upshot.Tests.Pages;

public sealed class ViewTests
{
    private static readonly View s_view = Of(("since", "2h"), ("environment", "demo"), ("version", "1.1&x=#"), ("colour", "red"));

    [Theory]
    [InlineData("/alerts", "/alerts?since=2h&environment=demo&version=1.1%26x%3D%23")]
    [InlineData("/traces?operation=a%20b", "/traces?operation=a%20b&since=2h&environment=demo&version=1.1%26x%3D%23")]
    [InlineData("/traces?version=1.0", "/traces?version=1.0&since=2h&environment=demo")]
    [InlineData("/operations/x#differs", "/operations/x?since=2h&environment=demo&version=1.1%26x%3D%23#differs")]
    public void A_link_keeps_what_is_shown_and_says_what_it_says_itself(string path, string kept) => Assert.Equal(kept, s_view.Link(path));

    [Fact]
    public void What_a_link_sets_counts_and_empties_what_it_leaves_empty()
    {
        Assert.Equal("/operations/x?version=2&since=2h&environment=demo", s_view.Link("/operations/x", ("version", "2")));
        Assert.Equal("/operations/x?environment=demo&version=1.1%26x%3D%23", s_view.Link("/operations/x", ("since", "")));
        Assert.Equal("/", new View().Link("/"));
    }

    [Fact]
    public void An_address_is_read_once_and_endless_values_are_left_out()
    {
        Assert.Equal("1h", Of(("since", "1h"), ("range", "28d")).Since);
        Assert.Equal("", Of(("service", new string('x', 201))).Service);
        Assert.Equal(["since", "environment", "version"], s_view.Set.Select(p => p.Name));
    }

    private static View Of(params (string Name, string Value)[] query) => View.Of(new QueryCollection(query.ToDictionary(q => q.Name, q => new StringValues(q.Value))));
}
