using System.Reflection;

namespace Upshot.Instrument.Tests.Generated;

/// <summary>What leaves the process of an exception, by what the plan says of <c>exception.message</c>.</summary>
public sealed class ExceptionTests
{
    private const string Application = """
        using System;
        using System.Diagnostics;

        public static class Application
        {
            public static string Run()
            {
                var seen = "";
                using var listener = new ActivityListener
                {
                    ShouldListenTo = source => source.Name == "classed_exceptions",
                    Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
                    ActivityStopped = activity =>
                    {
                        foreach (var told in activity.Events)
                        {
                            var (type, message, stack) = ("", "", "");
                            foreach (var tag in told.Tags)
                            {
                                (type, message, stack) = tag.Key switch { "exception.type" => ($"{tag.Value}", message, stack), "exception.message" => (type, $"{tag.Value}", stack), _ => (type, message, $"{tag.Value}") };
                            }

                            seen += $"{told.Name} {type} [{message}] [{(stack.Contains(type) ? "shown" : stack)}]; ";
                        }
                    },
                };
                ActivitySource.AddActivityListener(listener);
                using (var pay = Test.ClassedExceptions.Pay.Start()) { pay.Fail(new TimeoutException("card 4111")); }
                using (var send = Test.ClassedExceptions.Send.Start()) { send.Fail(new TimeoutException("card 4111")); }
                return seen;
            }
        }
        """;

    [Theory]
    [InlineData("internal", "[card 4111] [shown]")]
    [InlineData("personal, redact: mask", "[***] [***]")]
    [InlineData("secret", "[] []")]
    public void The_message_and_the_stack_of_an_exception_are_what_the_plan_lets_through(string privacy, string told) =>
        Assert.Equal($"exception System.TimeoutException {told}; exception System.TimeoutException {told}; ", Tell(Compile(privacy)));

    [Fact]
    public void A_hashed_message_is_as_every_hash_is() => Assert.Matches(@"^(exception System\.TimeoutException \[[0-9a-f]{32}\] \[[0-9a-f]{32}\]; ){2}$", Tell(Compile("personal, redact: hash")));

    /// <summary>Whatever listens to a logger shows the exception that it is given.</summary>
    [Theory]
    [InlineData("internal", true)]
    [InlineData("secret", false)]
    public void A_logger_is_given_the_exception_only_where_its_message_may_be_shown(string privacy, bool isGiven)
    {
        var sources = Compile(privacy).Sources;
        Assert.Equal(isGiven, sources["ClassedExceptions.Send.g.cs"].Contains("}, __exception, ", StringComparison.Ordinal));
        Assert.Equal(isGiven, sources["ClassedExceptions.Closed.g.cs"].Contains("}, exception, ", StringComparison.Ordinal));
    }

    private static string Tell(Compiled compiled) => (string)Assembly.Load(compiled.Image).GetType("Application")!.GetMethod("Run")!.Invoke(null, null)!;

    private static Compiled Compile(string privacy)
    {
        var compiled = Compiled.From(PlanFiles.WithSignals($$"""
            groups:
              - id: registry.shop
                type: attribute_group
                brief: A.
                attributes:
                  - { id: exception.message, type: string, stability: stable, brief: M., examples: [a], annotations: { upshot: { privacy: {{privacy}} } } }
              - { id: span.classed_exceptions.pay, type: span, span_kind: internal, stability: stable, brief: P., annotations: { upshot: { owner: t, reason: r } } }
              - { id: span.classed_exceptions.send, type: span, span_kind: internal, stability: stable, brief: S., annotations: { upshot: { owner: t, reason: r, event: event.classed_exceptions.sent } } }
              - { id: event.classed_exceptions.sent, type: event, name: sent, stability: stable, brief: S., annotations: { upshot: { owner: t, reason: r } } }
              - { id: event.classed_exceptions.closed, type: event, name: closed, stability: stable, brief: C., annotations: { upshot: { owner: t, reason: r } } }
            """, "classed exceptions"), Application);
        Assert.Empty(compiled.OfCode.Select(d => d.ToString()));
        return compiled;
    }
}
