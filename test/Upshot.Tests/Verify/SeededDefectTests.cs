using System.Text.Json;

namespace Upshot.Tests.Verify;

/// <summary>
/// Defects that people really make, planted into the running Shop: each turns it red with a message that names the place and what to do. Defects that do not
/// touch each other share a run; nothing else may be reported in it.
/// </summary>
public sealed class SeededDefectTests
{
    private const string Payment = "span.shop.authorize_payment";
    private const string Orders = "metric.shop.orders";

    /// <param name="Check">The check that has to find it.</param>
    /// <param name="Where">Service, signal and attribute; empty where the problem names none.</param>
    private sealed record Expected(string Check, (string Service, string Signal, string Attribute) Where, string Message, string Remedy);

    [Fact]
    public Task A_span_lost_in_a_refactoring_a_label_without_end_and_values_that_cannot_be() => Finds(
        "lost-span,unbounded-label,out-of-range",
        "",
        new("missing-signal", ("", Payment, ""), "was never seen", "Emit it where the plan says"),
        new("broken-journey", ("checkout", "placing-an-order", ""), "payment (shop.authorize_payment in checkout) is missing", "a refactoring may have lost it"),
        new("too-many-values", ("", Orders, "cart.id"), "values that look like ids", "Put it on the span or the event instead"),
        new("undeclared-attribute", ("checkout", Orders, "cart.id"), "not declared", "Add it to the attributes of metric.shop.orders"),
        new("out-of-range", ("checkout", "metric.shop.order.value", ""), "outside its range, from 0 to 5000 {EUR}", "Look at the unit"));

    [Fact]
    public Task A_renamed_attribute_a_wrong_unit_a_log_without_trace_a_step_under_the_wrong_parent_and_an_address_in_a_label() => Finds(
        "renamed-attribute,wrong-unit,log-without-trace,wrong-parent,email-in-label",
        "",
        new("missing-attribute", ("checkout", Payment, "shop.payment.outcome"), "is missing on shop.authorize_payment", "emit it as shop.payment.outcome"),
        new("undeclared-attribute", ("checkout", Payment, "shop.payment.result"), "not declared", "Was shop.payment.outcome meant?"),
        new("wrong-unit", ("checkout", "metric.shop.order.value", ""), "has the unit 'ct'; the plan declares '{EUR}'", "Create the instrument with the unit '{EUR}'"),
        new("log-without-trace", ("checkout", "event.shop.order_attempted", ""), "has no trace id", "Write it where the span is current"),
        new("broken-journey", ("checkout", "placing-an-order", ""), "stands under the entry, not under order", "while order is the current span"),
        new("undeclared-signal", ("checkout", "retry", ""), "The span retry is not declared", "Declare it under signals/"),
        new("personal-data", ("checkout", Orders, "customer.email"), "holds an e-mail address", "class the attribute as personal"),
        new("undeclared-attribute", ("checkout", Orders, "customer.email"), "not declared", "stop setting it"));

    [Fact]
    public Task A_missing_attribute_a_counter_that_falls_a_card_number_in_a_log_and_an_exporter_that_is_silent() => Finds(
        "missing-attribute,falling-counter,card-in-log,silent-exporter",
        "",
        new("silent-service", ("inventory", "", ""), "The service inventory emitted nothing; there was telemetry from checkout, storefront", "check that its exporter works"),
        new("broken-journey", ("inventory", "placing-an-order", ""), "reservation (POST /reservations in inventory) is missing", "Start the span again where the step runs, under placing"),
        new("missing-attribute", ("checkout", Payment, "shop.payment.amount"), "is missing on shop.authorize_payment", "Set it on every path"),
        new("falling-counter", ("checkout", Orders, ""), "The counter shop.orders fell", "updowncounter or a gauge"),
        new("personal-data", ("checkout", "event.shop.order_attempted", "Payment"), "holds a card number", "Do not emit it"),
        new("undeclared-attribute", ("checkout", "event.shop.order_attempted", "Payment"), "not declared", "stop setting it"));

    [Fact]
    public Task A_wrong_type_a_value_that_is_not_allowed_a_token_and_another_instrument() => Finds(
        "wrong-type,value-not-allowed,secret-in-span,wrong-instrument",
        "",
        new("wrong-type", ("checkout", Payment, "shop.payment.amount"), "is a string; the plan declares a double", "Set it as a double"),
        new("value-not-allowed", ("checkout", Payment, "shop.payment.outcome"), "has the value 'ok', which is not among accepted, declined, unavailable", "add it to the members"),
        new("personal-data", ("checkout", Payment, "shop.payment.token"), "holds a bearer token", "Do not emit it"),
        new("undeclared-attribute", ("checkout", Payment, "shop.payment.token"), "not declared", "stop setting it"),
        new("wrong-instrument", ("checkout", Orders, ""), "is a gauge; the plan declares a counter", "Create it as a counter"));

    [Fact]
    public Task A_renamed_span_and_a_renamed_metric() => Finds(
        "renamed-span,renamed-metric",
        "",
        new("broken-contract", ("checkout", Payment, ""), "is emitted as 'shop.authorise_payment'; the plan calls it shop.authorize_payment", "Emit it as shop.authorize_payment"),
        new("broken-journey", ("checkout", "placing-an-order", ""), "", "was it renamed?"),
        new("missing-signal", ("", Orders, ""), "was never seen", "shop.order was seen and is not declared"),
        new("undeclared-signal", ("checkout", "shop.order", ""), "not declared", "Was shop.orders meant?"));

    [Fact]
    public Task Spans_that_are_exported_twice_a_metric_that_nobody_declared_and_a_step_that_is_too_slow() => Finds(
        "duplicated-spans,undeclared-metric",
        "slow-payment=250",
        new("duplicate-signal", ("checkout", Payment, ""), "was emitted twice", "Register instrumentation and exporter once"),
        new("undeclared-signal", ("checkout", "shop.carts_emptied", ""), "The metric shop.carts_emptied is not declared", "Declare it under signals/"),
        new("slow-step", ("checkout", "placing-an-order", ""), "payment of the journey placing-an-order took longer than its target of 150 ms", "slowest trace"));

    [Fact]
    public Task Trace_context_that_is_not_passed_on() => Finds(
        "broken-propagation",
        "",
        new("broken-propagation", ("checkout", "POST /orders", ""), "The trace breaks between storefront and checkout", "Send the traceparent header from storefront"),
        new("broken-journey", ("checkout", "placing-an-order", ""), "order (POST /orders in checkout) is missing", "pass the trace context on to checkout"));

    private static async Task Finds(string defects, string faults, params Expected[] expected)
    {
        var problems = await VerifiedShop.Problems(defects, faults);
        foreach (var (check, where, message, remedy) in expected)
        {
            var found = problems.Where(p => Text(p, "check") == check && (Text(p, "service"), Text(p, "signal"), Text(p, "attribute")) == where).ToList();
            Assert.True(found.Count > 0, $"{check} at {where} was not found among:\n{All(problems)}");
            Assert.Contains(found, p => Text(p, "message").Contains(message, StringComparison.Ordinal) && Text(p, "remedy").Contains(remedy, StringComparison.Ordinal));
        }

        // Where the machine is busy, a step may be slow in any run.
        var noise = problems.Where(p => expected.All(e => e.Check != Text(p, "check")) && Text(p, "check") != "slow-step").ToList();
        Assert.True(noise.Count == 0, $"Not expected:\n{All(noise)}");
    }

    private static string All(IEnumerable<JsonElement> problems) =>
        string.Join('\n', problems.Select(p => $"{Text(p, "check")} ({Text(p, "service")}, {Text(p, "signal")}, {Text(p, "attribute")}): {Text(p, "message")} → {Text(p, "remedy")}"));

    private static string Text(JsonElement problem, string name) => problem.GetProperty(name).GetString()!;
}
