using System.Text.Json;

namespace Upshot.Tests.Generate;

/// <summary>What robust.ts must have said.</summary>
internal static class RobustCalls
{
    public static void Check(JsonElement said)
    {
        CheckWrongValues(said);
        CheckSetOnTheWay(said);
        CheckWhatIsNotFinished(said);
        CheckRead(said);
        Assert.Equal("tea", Text(said, "survived"));
        var plan = said.GetProperty("plan");
        Assert.Equal(("Tea", "span", "hash"), (Text(plan, "product"), Text(plan.GetProperty("signals").GetProperty("span.tea.brew"), "kind"), Text(plan.GetProperty("redact"), "tea.guest.email")));
    }

    private static void CheckWrongValues(JsonElement said)
    {
        // Nobody listened, and no value was looked at.
        Assert.Equal(0, said.GetProperty("asked").GetInt32());
        var left = said.GetProperty("left").EnumerateArray().ToDictionary(l => $"{Text(l, "name")}: {Text(l, "why")}", l => l.GetProperty("count").GetInt32());
        Assert.Equal(said.GetProperty("warned").GetInt32(), left.Count);
        string[] expected =
        [
            "tea.kind: the plan wants a value of Kind, and a value of type string was given",
            "tea.from: the plan wants text, and a value of type number was given",
            "tea.notes: the plan wants a list of texts, and a value of type object was given",
            "tea.guest.sips: the plan wants a list of finite numbers, and a value of type string was given",
            "tea.strength: the plan wants a finite number, and a value of type number was given",
            "tea.water: the plan wants a finite number, not below zero, and a value of type number was given",
            "tea.bill: the plan wants a finite number, not below zero, and a value of type string was given",
            "tea.kind: the plan wants a value of Kind, and nothing was given",
            "tea.from: TypeError was thrown",
            "tea.cups: Error was thrown",
            "span.tea.pour: Error was thrown",
        ];
        Assert.All(expected, e => Assert.True(left.ContainsKey(e), $"{e} is not in {string.Join("; ", left.Keys)}"));

        // The bare personal value became a hash.
        var brews = Spans(said, "tea.brew");
        Assert.Matches("^[0-9a-f]{32}$", Text(brews[0].GetProperty("attributes"), "tea.guest.email"));
        Assert.Equal("***", Text(brews[0].GetProperty("attributes"), "tea.guest.name"));
        Assert.False(brews[0].GetProperty("attributes").TryGetProperty("tea.kind", out _));
        Assert.Equal(("failure", "symbol"), (Text(brews[1].GetProperty("attributes"), "upshot.outcome"), Text(brews[1].GetProperty("attributes"), "error.type")));
        Assert.Equal("half \ufffd", brews[2].GetProperty("attributes").GetProperty("tea.notes")[0].GetString());
    }

    private static void CheckSetOnTheWay(JsonElement said)
    {
        var set = Spans(said, "tea.brew")[3];
        var attributes = set.GetProperty("attributes");
        Assert.Equal(("earl-grey", "Assam", 0.75), (Text(attributes, "tea.kind"), Text(attributes, "tea.from"), attributes.GetProperty("tea.strength").GetDouble()));
        Assert.Equal("stirred", set.GetProperty("events")[0].GetString());
        var events = said.GetProperty("records").EnumerateArray().Where(r => Text(r, "name") == "tea.brewed").ToList();
        Assert.StartsWith("5 cups of earl-grey for ", Text(events[3], "body"), StringComparison.Ordinal);
        Assert.Equal((9, "abandoned"), (events[4].GetProperty("attributes").GetProperty("tea.cups").GetInt32(), Text(events[4].GetProperty("attributes"), "upshot.outcome")));
    }

    private static void CheckWhatIsNotFinished(JsonElement said)
    {
        var pours = Spans(said, "tea.pour").Select(s => $"{Text(s.GetProperty("attributes"), "upshot.outcome")}{(s.GetProperty("attributes").TryGetProperty("error.type", out var type) ? " " + type.GetString() : "")}");

        // Cancelled; awaited without a word; a generator; one that was closed early; an asynchronous one; one that failed.
        Assert.Equal(["abandoned", "abandoned", "success", "abandoned", "success", "failure RangeError"], pours);
        Assert.True(said.GetProperty("inside").GetBoolean());
        Assert.True(said.GetProperty("outsideOfIt").GetBoolean());
        Assert.True(said.GetProperty("stillRuns").GetBoolean());
        Assert.Equal("[2,true]", said.GetProperty("others").GetRawText());
        Assert.Equal("[1,2]", said.GetProperty("later").GetRawText());
    }

    private static void CheckRead(JsonElement said)
    {
        var read = said.GetProperty("read");
        Assert.Equal("""[["green",5]]""", read.GetProperty("tea.cups").GetRawText());
        Assert.Equal("""[["",7]]""", read.GetProperty("tea.guests").GetRawText());
        Assert.Equal("""[["",96.5]]""", read.GetProperty("tea.kettle.temperature").GetRawText());
        Assert.Equal("""[["green",3]]""", said.GetProperty("readAfter").GetProperty("tea.cups").GetRawText());
    }

    private static List<JsonElement> Spans(JsonElement said, string name) => [.. said.GetProperty("spans").EnumerateArray().Where(s => Text(s, "name") == name)];

    private static string Text(JsonElement of, string name) => of.GetProperty(name).GetString() ?? "";
}
