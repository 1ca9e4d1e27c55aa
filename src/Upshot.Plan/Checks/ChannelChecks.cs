using Upshot.Plan.Alerts;
using Upshot.Plan.Problems;
using Upshot.Plan.Yaml;

namespace Upshot.Plan.Checks;

/// <summary>Every channel leads somewhere, and every alert has one.</summary>
internal static class ChannelChecks
{
    public static void Check(ProductPlan plan, ProblemList problems)
    {
        foreach (var channel in plan.Alerts.Channels)
        {
            if (WhatIsMissing(channel) is var (problem, remedy))
            {
                problems.Add(channel.Location, Rules.ChannelWithoutAddress, $"The channel {Quote.Of(channel.Name)} {problem}", remedy);
            }

            if (channel.Template.Length > 0 && plan.Templates.All(t => t.Path != channel.Template))
            {
                problems.Add(channel.Location, Rules.UnknownReference, $"There is no template {Quote.Of(channel.Template)}.", "Write the file; templates are .txt, .md or .json files in templates/.");
            }
        }

        if (plan.Alerts.Channels.Count > 0)
        {
            CheckReach(plan, problems);
        }
    }

    private static (string Problem, string Remedy)? WhatIsMissing(AlertChannel channel)
    {
        if (channel.Kind == AlertChannelKind.Email)
        {
            return channel.Smtp.Length == 0 ? ("names no mail server.", "Add smtp: HOST:PORT of the server that takes its mail.")
                : !IsHostAndPort(channel.Smtp) ? ($"has {Quote.Of(channel.Smtp)} for a mail server.", "Write HOST:PORT, such as mail.example.com:587.")
                : null;
        }

        return channel.Url.Length == 0 && channel.UrlFrom.Length == 0 ? ("has no address.", "Add url, or url_from: the environment variable that holds it.")
            : channel.Url.Length > 0 && channel.UrlFrom.Length > 0 ? ("has two addresses.", "Keep url or url_from.")
            : channel.Url.Length > 0 && !(Uri.TryCreate(channel.Url, UriKind.Absolute, out var url) && url.Scheme is "http" or "https") ? ($"has the address {Quote.Of(channel.Url)}.", "Write https://HOST/PATH.")
            : null;
    }

    private static bool IsHostAndPort(string text)
    {
        var colon = text.LastIndexOf(':');
        return colon > 0 && ushort.TryParse(text.Substring(colon + 1), out var port) && port > 0;
    }

    private static void CheckReach(ProductPlan plan, ProblemList problems)
    {
        foreach (var objective in plan.Objectives)
        {
            var lost = BurnRateTable.For(plan.AlertsOf(objective), BurnRateTable.Period(objective.Window)).Select(w => w.Severity).Distinct()
                .Where(severity => !plan.Alerts.Channels.Any(c => c.Takes(severity, objective.Owner))).ToList();
            if (lost.Count > 0)
            {
                problems.Add(objective.Location, Rules.AlertReachesNobody, $"No channel takes a {string.Join(" or a ", lost)} of {Quote.Of(objective.Name)}.", "Add a channel under alerts.channels, or widen the severities or owners of one.");
            }
        }
    }
}
