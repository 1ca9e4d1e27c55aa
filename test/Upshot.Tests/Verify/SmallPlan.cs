using System.Globalization;
using System.Text.Json;
using Upshot.Tests.Running;

namespace Upshot.Tests.Verify;

/// <summary>A plan with one operation and one span, and a command that emits just that, with curl.</summary>
internal sealed class SmallPlan : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public SmallPlan(string span = "shop.pay", string outcome = "ok")
    {
        Directory.CreateDirectory(_folder["signals"]);
        File.WriteAllText(_folder["upshot.yaml"], "product: Small\nowners: { team: t }\noperations:\n  pay: { owner: team, entry: { service: shop, span: shop.pay } }\n");
        File.WriteAllText(_folder["signals/shop.yaml"], """
            groups:
              - id: registry.shop
                type: attribute_group
                brief: A.
                attributes: [ { id: shop.outcome, type: { members: [ { id: ok, value: ok }, { id: declined, value: declined } ] }, stability: stable, brief: O. } ]
              - id: span.shop.pay
                type: span
                span_kind: server
                stability: stable
                brief: P.
                attributes: [ { ref: shop.outcome, requirement_level: required } ]
            """);
        WriteSpan(span, outcome);
    }

    public string Folder => _folder.Path;

    public string this[string name] => _folder[name];

    /// <summary>What a shell has to do to emit the span.</summary>
    public string Emit => $"curl -sf -X POST $OTEL_EXPORTER_OTLP_ENDPOINT/v1/traces -H 'Content-Type: application/json' --data-binary @{_folder["span.json"]} >/dev/null";

    public void WriteSpan(string name, string outcome)
    {
        var start = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() * 1_000_000;
        File.WriteAllBytes(_folder["span.json"], JsonSerializer.SerializeToUtf8Bytes(new
        {
            resourceSpans = new[]
            {
                new
                {
                    resource = new { attributes = new[] { Text("service.name", "shop") } },
                    scopeSpans = new[]
                    {
                        new
                        {
                            scope = new { name = "shop" },
                            spans = new[]
                            {
                                new
                                {
                                    traceId = "5b8efff798038103d269b633813fc60c", spanId = "eee19b7ec3c1b174", name, kind = 2,
                                    startTimeUnixNano = start.ToString(CultureInfo.InvariantCulture), endTimeUnixNano = (start + 1_000_000).ToString(CultureInfo.InvariantCulture),
                                    attributes = new[] { Text("shop.outcome", outcome) },
                                },
                            },
                        },
                    },
                },
            },
        }));
    }

    /// <summary>Runs <c>upshot verify</c> over a shell command.</summary>
    public Task<Ended> Verify(string shell, params string[] options) => UpshotProgram.Run(["verify", "--plan", Folder, .. options, "--", "sh", "-c", shell]);

    public void Dispose() => _folder.Dispose();

    private static object Text(string key, string text) => new { key, value = new { stringValue = text } };
}
