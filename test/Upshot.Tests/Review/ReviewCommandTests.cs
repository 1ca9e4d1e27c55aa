using System.Text.Json;
using Upshot.Tests.Diff;
using Upshot.Tests.Running;

namespace Upshot.Tests.Review;

public sealed class ReviewCommandTests : IDisposable
{
    private readonly GitFolder _repository = new();

    public ReviewCommandTests()
    {
        _repository.Write("upshot.yaml", SmallPlan.Product());
        _repository.Write("runbooks/cart.md", SmallPlan.Runbook);
        _repository.Write("signals/shop.yaml", SmallPlan.Signals(1));
        _repository.Commit();
    }

    public void Dispose() => _repository.Dispose();

    [Fact]
    public async Task What_is_left_open_is_listed_with_what_to_ask()
    {
        _repository.Write("upshot.yaml", SmallPlan.Product(more: "flags: { gift: { owner: team } }").Replace("operations:\n", "operations:\n  wish: { owner: team, entry: { service: shop, span: wish } }\n", StringComparison.Ordinal));
        _repository.Write("signals/shop.yaml", SmallPlan.Signals(1) + """
              - id: registry.people
                type: attribute_group
                brief: A.
                attributes: [{ id: shop.email, type: string, brief: Whose., annotations: { upshot: { privacy: personal } } }]
              - id: event.shop.wished
                type: event
                name: shop.wished
                brief: Somebody wishes for something.
                attributes: [{ ref: shop.email }]

            """);

        var review = await Review("HEAD", "--offline");

        Assert.Equal((0, ""), (review.Code, review.Errors));
        Assert.Contains("- **operation wish**: It has no objective: nobody learns when it breaks.", review.Output, StringComparison.Ordinal);
        Assert.Contains("- **operation wish**: It has no journey: a lost span is not noticed.", review.Output, StringComparison.Ordinal);
        Assert.Contains("- **operation wish**: Its entry span wish is not declared.", review.Output, StringComparison.Ordinal);
        Assert.Contains("- **flag gift**: No release refers to it", review.Output, StringComparison.Ordinal);
        Assert.Contains("- **event shop.wished**: It has no owner and no reason and no decision.", review.Output, StringComparison.Ordinal);
        Assert.Contains("- **event shop.wished**: Nothing uses it", review.Output, StringComparison.Ordinal);
        Assert.Contains("- **wider**: shop.email is personal and is newly carried by shop.wished; its values are hashed at the source", review.Output, StringComparison.Ordinal);
        Assert.Contains("| shop.wished | unknown | unknown | nothing says how often it happens |", review.Output, StringComparison.Ordinal);
        Assert.Contains("Nothing was measured", review.Output, StringComparison.Ordinal);
        Assert.Contains("- [ ] operation wish: it has no objective: nobody learns when it breaks. Is that meant?", review.Output, StringComparison.Ordinal);
        Assert.Contains("- [ ] How often will shop.wished happen?", review.Output, StringComparison.Ordinal);
        Assert.Contains("**together, without 1 unknown** | unknown |", review.Output, StringComparison.Ordinal);
        Assert.Contains("Looked at, with nothing to say: journeys; alerts (the change touches no objective and no alert policy).", review.Output, StringComparison.Ordinal);
        Assert.Contains("- [ ] event shop.wished: nothing uses it", review.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Alerts_and_cost_come_from_what_is_stored()
    {
        using var data = new TemporaryFolder();
        var end = DateTimeOffset.UtcNow;
        end = new DateTimeOffset(end.Ticks - (end.Ticks % TimeSpan.TicksPerMinute), TimeSpan.Zero);
        await using (var server = await RunningServer.Start(data.Path, _repository.Plan))
        {
            // Six hours of 20 requests a minute; in the last but one, one in four fails.
            for (var hour = 6; hour > 0; hour--)
            {
                var spans = Enumerable.Range(0, 60).SelectMany(minute => Enumerable.Range(0, 20).Select(i =>
                {
                    var n = (hour * 10_000) + (minute * 100) + i + 1;
                    return new TestSpan($"{n:x32}", $"{n:x16}", "", "GET /cart", 2, end.AddHours(-hour).AddMinutes(minute).AddSeconds(i), TimeSpan.FromMilliseconds(5), IsError: hour == 2 && i % 4 == 0) { Route = "/cart" };
                }));
                using var answer = await server.Post(TestSpan.Request("shop", "1.0", "shop-1", spans));
                answer.EnsureSuccessStatusCode();
            }

            (await server.Seal()).EnsureSuccessStatusCode();
        }

        _repository.Write("upshot.yaml", SmallPlan.Product(target: "95%"));
        _repository.Write("signals/shop.yaml", SmallPlan.Signals(1) + """
              - id: span.cart
                type: span
                name: GET /cart
                span_kind: server
                brief: A cart is shown.
                annotations: { upshot: { owner: team, reason: People leave., decision: What to speed up. } }

            """);

        var review = await Review("HEAD", "--data", data.Path);

        Assert.Equal((0, ""), (review.Code, review.Errors));
        var alerts = review.Output.Split('\n').Where(l => l.StartsWith("- page of cart-works", StringComparison.Ordinal) || l.StartsWith("- ticket of cart-works", StringComparison.Ordinal)).ToList();

        // At 95 % the page over an hour asks for a burn of 13.44, that is 67 % of failures; at 99 % for 13.4 %.
        Assert.Contains(alerts, l => l.StartsWith("- page of cart-works over 1 h: would never have fired (by the plan as it was: once, ", StringComparison.Ordinal));
        Assert.Equal(2, alerts.Count);
        Assert.Contains("- the others (1 alert): as by the plan as it was", review.Output, StringComparison.Ordinal);
        var cost = review.Output.Split('\n').Single(l => l.StartsWith("| GET /cart |", StringComparison.Ordinal)).Split('|');
        Assert.Equal("28,800", cost[2].Trim());
        Assert.EndsWith("kB", cost[3].Trim(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_data_directory_that_was_named_must_be_there()
    {
        var review = await Review("HEAD", "--data", "/nonexistent/data");
        Assert.Equal(1, review.Code);
        Assert.Contains("/nonexistent/data", review.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_reads_what_a_person_does()
    {
        _repository.Write("upshot.yaml", SmallPlan.Product(more: "flags: { gift: { owner: team } }").Replace("operations:\n", "operations:\n  wish: { owner: team, entry: { service: shop, span: wish } }\n", StringComparison.Ordinal));

        var review = await Review("HEAD", "--offline", "--format", "json");

        Assert.Equal((0, ""), (review.Code, review.Errors));
        using var json = JsonDocument.Parse(review.Output);
        var root = json.RootElement;
        Assert.Contains(root.GetProperty("features").EnumerateArray(), gap => gap.GetProperty("about").GetString() == "operation wish" && gap.GetProperty("text").GetString() == "It has no objective: nobody learns when it breaks.");
        Assert.Equal((JsonValueKind.Null, "--offline: only the plans were read"), (root.GetProperty("traffic").ValueKind, root.GetProperty("noTrafficBecause").GetString()));
        Assert.NotEmpty(root.GetProperty("questions").EnumerateArray());
        Assert.True(root.GetProperty("changes").GetInt32() > 0);
    }

    private Task<Ended> Review(params string[] arguments) => UpshotProgram.Run(["review", .. arguments, "--plan", _repository.Plan]);
}
