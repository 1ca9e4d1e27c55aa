using Upshot.Decide.PersonalData;
using Upshot.Decide.Verification;
using Upshot.Evidence;
using Upshot.Plan;

namespace Upshot.Decide.Tests.Verification;

public sealed class PersonalDataTests
{
    [Theory]
    [InlineData("mail to jane.doe@customer.example now", "an e-mail address")]
    [InlineData("4111 1111 1111 1111", "a card number")]
    [InlineData("card 5555-5555-5555-4444.", "a card number")]
    [InlineData("378282246310005", "a card number")]
    [InlineData("DE89 3704 0044 0532 0130 00", "an IBAN")]
    [InlineData("to GB82WEST12345698765432", "an IBAN")]
    [InlineData("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U", "a JSON web token")]
    [InlineData("Authorization: Bearer 3f9a0c5e7b2d4861a5c3", "a bearer token")]
    [InlineData("AKIAIOSFODNN7EXAMPLE", "an access key")]
    [InlineData("password=hunter2", "a password")]
    [InlineData("from 203.0.113.77", "an IP address")]
    [InlineData("2001:db8:85a3::8a2e:370:7334", "an IP address")]
    public void Personal_data_and_credentials_are_found_and_masked(string text, string kind)
    {
        var found = Sensitive.Find(text, mayHoldAddresses: true);
        Assert.Equal(kind, found?.Kind);
        Assert.DoesNotContain(text, found!.Value.Masked, StringComparison.Ordinal);
        Assert.Matches("[•…]", found.Value.Masked);
    }

    [Theory]
    [InlineData("4111 1111 1111 1112")] // Luhn fails.
    [InlineData("1700000000000000000")] // A time in nanoseconds.
    [InlineData("0000000000000000")]
    [InlineData("DE88 3704 0044 0532 0130 00")] // Modulo 97 fails.
    [InlineData("Mozilla/5.0 (X11) Chrome/120.0.0.0 Safari/537.36")]
    [InlineData("v1.2.3.4")]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    [InlineData("12:34:56")]
    [InlineData("0af7651916cd43dd8448eb211c80319c")]
    [InlineData("5f0c8a34-4111-4111-8111-111111111111")]
    [InlineData("SELECT a FROM b WHERE c = @d")]
    [InlineData("span.shop.pay@2")]
    [InlineData("[redacted]")]
    public void What_only_looks_alike_is_not(string text) => Assert.Null(Sensitive.Find(text, mayHoldAddresses: true));

    [Fact]
    public void Long_hostile_texts_are_read_as_far_as_the_limit_and_no_further()
    {
        foreach (var text in (string[])[new('a', 1 << 20), new('1', 1 << 20), string.Concat(Enumerable.Repeat("a.", 1 << 19)) + "@", string.Concat(Enumerable.Repeat("1:", 1 << 19)), string.Concat(Enumerable.Repeat("3 ", 1 << 19)), string.Concat(Enumerable.Repeat("AB12 ", 1 << 18))])
        {
            Assert.NotNull(Sensitive.Find(text[..16_000] + " a.person@mail.example", mayHoldAddresses: true));
            Assert.Equal(Sensitive.Find(text[..16_384], mayHoldAddresses: true), Sensitive.Find(text, mayHoldAddresses: true));
        }
    }

    [Fact]
    public void An_address_in_a_label_is_found_and_never_shown()
    {
        var problems = Run.Verify(Run.Metrics("shop.orders", m => m with { Points = [.. m.Points.Select(p => p with { Attributes = Run.Set(p.Attributes, "shop.region", CapturedValue.Of("jane@customer.example")) })] })).Problems;
        var problem = Assert.Single(problems);
        Assert.Equal(("personal-data", "metric.shop.orders", "shop.region"), (problem.Check, problem.Where.Signal, problem.Where.Attribute));
        Assert.DoesNotContain("jane@customer.example", problem.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("body")]
    [InlineData("status")]
    [InlineData("span event")]
    [InlineData("exemplar")]
    [InlineData("resource")]
    public void Personal_data_is_found_wherever_it_hides(string where)
    {
        var mail = CapturedValue.Of("jane@customer.example");
        var captured = where switch
        {
            "body" => Run.Logs("shop.placed", l => l with { Body = mail }),
            "status" => Run.Pay(s => s with { StatusMessage = mail.Text }),
            "span event" => Run.Pay(s => s with { Events = [new("exception", Run.Start) { Attributes = Run.Attributes([("exception.message", mail.Text)]) }] }),
            "exemplar" => Run.Metrics("shop.order.duration", m => m with { Points = [.. m.Points.Select(p => p with { Exemplars = [new(Run.Trace, "b000000000000002", 1) { Attributes = Run.Attributes([("note", mail.Text)]) }] })] }),
            _ => Run.Spans(s => s with { Origin = s.Origin with { Resource = Run.Attributes([("service.owner", mail.Text)]) } }),
        };
        Assert.Contains("personal-data", Run.Checks(captured));
    }

    [Theory]
    [InlineData("shop.customer.email", "jane@customer.example", true)]
    [InlineData("shop.customer.email", "9f86d081884c7d659a2feaa0c55ad015", false)]
    [InlineData("shop.customer.phone", "+49 170 1234567", true)]
    [InlineData("shop.customer.phone", "***", false)]
    [InlineData("shop.card", "***", true)] // Secret: it may not be there at all.
    public void Declared_personal_values_must_be_redacted_as_the_plan_says(string attribute, string value, bool isFound) =>
        Assert.Equal(isFound ? ["personal-data"] : [], Run.Checks(Run.PayAttribute(attribute, CapturedValue.Of(value))));

    [Theory]
    [InlineData("user.email")]
    [InlineData("enduser.id")]
    public void An_attribute_of_the_conventions_that_identifies_a_person_needs_a_class(string attribute) =>
        Assert.Equal(["personal-data"], Run.Checks(Run.PayAttribute(attribute, CapturedValue.Of("u-77"))));

    [Fact]
    public void The_address_of_a_machine_is_nobodys() => Assert.Empty(Run.Checks(Run.PayAttribute("server.address", CapturedValue.Of("203.0.113.7"))));

    [Theory]
    [InlineData("shop.client.version", "4.8.0.1", false)]
    [InlineData("shop.client", "4.8.0.1", true)]
    public void A_version_in_four_parts_is_no_address(string attribute, string value, bool isFound) =>
        Assert.Equal(isFound, Run.Checks(Run.PayAttribute(attribute, CapturedValue.Of(value))).Contains("personal-data"));

    [Theory]
    [InlineData("client", false)]
    [InlineData("server", true)]
    public void Whom_a_client_calls_is_a_machine(string kind, bool isFound) => Assert.Equal(
        isFound,
        Run.Checks(Run.Pay(s => s with { Kind = kind, Attributes = Run.Set(s.Attributes, "network.peer.address", CapturedValue.Of("203.0.113.7")) })).Contains("personal-data"));

    [Theory]
    [InlineData(null, "127.0.0.1", true)]
    [InlineData(PrivacyClass.Internal, "10.1.2.3", false)]
    [InlineData(PrivacyClass.Internal, "jane@customer.example", true)]
    [InlineData(PrivacyClass.Personal, "127.0.0.1", true)]
    [InlineData(PrivacyClass.Personal, "9f86d081884c7d659a2feaa0c55ad015", false)]
    public void What_the_plan_says_of_an_attribute_holds_for_what_libraries_emit(PrivacyClass? privacy, string value, bool isFound)
    {
        var plan = privacy is null ? ShopPlan.Plan : ShopPlan.Plan with { Attributes = [.. ShopPlan.Plan.Attributes, new("client.address", new("signals/shop.yaml", 1, 1)) { Privacy = privacy }] };
        var captured = Run.Spans(s => s.IsRoot ? s with { Attributes = Run.Set(s.Attributes, "client.address", CapturedValue.Of(value)) } : s);
        Assert.Equal(isFound, TelemetryVerification.Verify(plan, captured, new()).Problems.Any(p => p.Check == "personal-data"));
    }

    [Fact]
    public void Names_that_begin_as_ours_are_no_hiding_place() =>
        Assert.Equal(["personal-data", "undeclared-attribute"], Run.Checks(Run.PayAttribute("upshot.note", CapturedValue.Of("jane@customer.example"))));
}
