using Upshot.Plan.Keys;
using Upshot.Plan.Yaml;

namespace Upshot.Plan.Read;

/// <summary>Reads a channel of <c>alerts.channels</c>.</summary>
internal static class AlertChannelFields
{
    /// <summary>Null: of no kind that there is, which was reported.</summary>
    public static AlertChannel? Read(YamlEntry entry)
    {
        var fields = new Fields(entry.Value, PlanKeys.Channel);
        return KindOf(fields.Text("kind")) is not { } kind ? null : new AlertChannel(entry.Key, kind, entry.Location)
        {
            Url = fields.Text("url"),
            UrlFrom = fields.Text("url_from"),
            SecretFrom = fields.Text("secret_from"),
            To = fields.Texts("to"),
            From = fields.Text("from"),
            Smtp = fields.Text("smtp"),
            Tls = fields.Text("tls") switch { "true" => true, "false" => false, _ => null },
            UserFrom = fields.Text("user_from"),
            PasswordFrom = fields.Text("password_from"),
            Severities = fields.Texts("severities"),
            Owners = fields.Texts("owners"),
            Template = fields.Text("template"),
        };
    }

    private static AlertChannelKind? KindOf(string kind) => kind switch
    {
        "alertmanager" => AlertChannelKind.Alertmanager,
        "webhook" => AlertChannelKind.Webhook,
        "slack" => AlertChannelKind.Slack,
        "email" => AlertChannelKind.Email,
        _ => null,
    };
}
