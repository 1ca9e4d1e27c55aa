using System.Globalization;
using System.Text;
using Upshot.Plan;
using Upshot.Plan.Values;

namespace Upshot.Export;

/// <summary>Alertmanager's configuration for the exported rules: a route and a receiver for each channel.</summary>
/// <remarks>Source: prometheus.io/docs/alerting/latest/configuration.</remarks>
internal static class AlertmanagerExport
{
    public static ExportedText Of(ProductPlan plan)
    {
        var (routes, receivers, missing) = (new StringBuilder(), new StringBuilder(), new List<NotExpressed>());
        foreach (var channel in plan.Alerts.Channels)
        {
            var matchers = new[]
            {
                channel.Severities.Count > 0 ? $"severity=~{Quoted.Of(string.Join('|', channel.Severities))}" : "",
                channel.Owners.Count > 0 ? $"owner=~{Quoted.Of(string.Join('|', channel.Owners))}" : "",
            }.Where(m => m.Length > 0);
            routes.Append(CultureInfo.InvariantCulture, $"  - receiver: {Quoted.Of(channel.Name)}\n    matchers: [{string.Join(", ", matchers.Select(m => $"'{m}'"))}]\n    continue: true\n");
            receivers.Append(CultureInfo.InvariantCulture, $"- name: {Quoted.Of(channel.Name)}\n{ConfigOf(channel, plan, missing)}");
            if (channel.Template.Length > 0)
            {
                missing.Add(new(channel.Location, $"{channel.Name}: its template {channel.Template} is Upshot's, and is left out."));
            }
        }

        var text = $$"""
            route:
              receiver: nobody
              group_by: [sloth_service]
              repeat_interval: {{Duration.Format(plan.Alerts.RepeatPage)}}
              routes:
            {{routes.ToString().TrimEnd('\n')}}
              - receiver: nobody
                matchers: ['severity="ticket"']
                repeat_interval: {{Duration.Format(plan.Alerts.RepeatTicket)}}
            inhibit_rules:
            - source_matchers: ['severity="page"']
              target_matchers: ['severity="ticket"']
              equal: [sloth_id]
            receivers:
            - name: nobody
            {{receivers.ToString().TrimEnd('\n')}}

            """;
        return new(string.Join('\n', text.ReplaceLineEndings("\n").Split('\n').Where((l, i) => l.Length > 0)) + "\n", missing);
    }

    private static string ConfigOf(AlertChannel channel, ProductPlan plan, List<NotExpressed> missing)
    {
        // Alertmanager reads secrets from files.
        var url = channel.UrlFrom.Length > 0 ? $"/etc/alertmanager/secrets/{channel.UrlFrom}" : "";
        if (channel.UrlFrom.Length > 0)
        {
            missing.Add(new(channel.Location, $"{channel.Name}: write what {channel.UrlFrom} holds into {url}."));
        }

        if (channel.SecretFrom.Length > 0)
        {
            missing.Add(new(channel.Location, $"{channel.Name}: Alertmanager does not sign what it sends."));
        }

        switch (channel.Kind)
        {
            case AlertChannelKind.Slack:
                return url.Length > 0 ? $"  slack_configs:\n  - api_url_file: {Quoted.Of(url)}\n    send_resolved: true\n" : $"  slack_configs:\n  - api_url: {Quoted.Of(channel.Url)}\n    send_resolved: true\n";
            case AlertChannelKind.Email:
                var to = channel.To.Count > 0 ? channel.To : [.. plan.Owners.Where(o => (channel.Owners.Count == 0 || channel.Owners.Contains(o.Name)) && o.Contact.Contains('@')).Select(o => o.Contact)];
                if (channel.PasswordFrom.Length > 0)
                {
                    missing.Add(new(channel.Location, $"{channel.Name}: write what {channel.PasswordFrom} holds into /etc/alertmanager/secrets/{channel.PasswordFrom}, and put the user's name in."));
                }

                if (to.Count == 0)
                {
                    missing.Add(new(channel.Location, $"{channel.Name}: no owner has an address of mail; it is left empty."));
                    return "";
                }

                return "  email_configs:\n" + string.Concat(to.Select(t => $"  - to: {Quoted.Of(t)}\n    from: {Quoted.Of(channel.From.Length > 0 ? channel.From : "alertmanager@localhost")}\n    smarthost: {Quoted.Of(channel.Smtp)}\n    send_resolved: true\n{(channel.PasswordFrom.Length > 0 ? $"    auth_password_file: {Quoted.Of($"/etc/alertmanager/secrets/{channel.PasswordFrom}")}\n" : "")}"));
            case AlertChannelKind.Webhook:
                missing.Add(new(channel.Location, $"{channel.Name}: Alertmanager sends its own webhook format, not Upshot's."));
                goto default;
            default:
                return url.Length > 0 ? $"  webhook_configs:\n  - url_file: {Quoted.Of(url)}\n    send_resolved: true\n" : $"  webhook_configs:\n  - url: {Quoted.Of(channel.Url)}\n    send_resolved: true\n";
        }
    }
}
