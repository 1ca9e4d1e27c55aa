namespace Upshot.Plan;

public enum AlertChannelKind
{
    /// <summary>Alertmanager's webhook, version 4.</summary>
    Alertmanager,

    /// <summary>Upshot's own JSON, signed with HMAC-SHA-256.</summary>
    Webhook,

    /// <summary>What Slack's incoming webhooks take, and those that imitate them.</summary>
    Slack,

    Email,
}

/// <summary>Where notifications go. Secrets stand in the environment of the server, never in the plan: the plan names the variables.</summary>
public sealed record AlertChannel(string Name, AlertChannelKind Kind, SourceLocation Location)
{
    /// <summary>Of all kinds but e-mail; empty where <see cref="UrlFrom"/> says it.</summary>
    public string Url { get; init; } = "";

    /// <summary>The environment variable that holds the address.</summary>
    public string UrlFrom { get; init; } = "";

    /// <summary>The environment variable that holds the secret a webhook's body is signed with.</summary>
    public string SecretFrom { get; init; } = "";

    /// <summary>Of e-mail: the addresses; empty: the contact of the alert's owner.</summary>
    public IReadOnlyList<string> To { get; init; } = [];
    public string From { get; init; } = "";

    /// <summary>Of e-mail: host and port of the server that takes it.</summary>
    public string Smtp { get; init; } = "";

    /// <summary>Of e-mail: whether the connection must be encrypted before anything is said. The default is yes beyond this machine.</summary>
    public bool? Tls { get; init; }
    public string UserFrom { get; init; } = "";
    public string PasswordFrom { get; init; } = "";

    /// <summary>page, ticket; empty: both.</summary>
    public IReadOnlyList<string> Severities { get; init; } = [];

    /// <summary>Of whose alerts; empty: everybody's.</summary>
    public IReadOnlyList<string> Owners { get; init; } = [];

    /// <summary>A file under <c>templates/</c>; empty: the built-in words.</summary>
    public string Template { get; init; } = "";

    public bool Takes(string severity, string owner) => (Severities.Count == 0 || Severities.Contains(severity)) && (Owners.Count == 0 || Owners.Contains(owner));
}
