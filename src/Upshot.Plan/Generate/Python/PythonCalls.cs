using System.Globalization;
using System.Text.RegularExpressions;

namespace Upshot.Plan.Generate.Python;

/// <summary>The module of a package that holds its calls.</summary>
internal static class PythonCalls
{
    private static readonly (string Name, string Line)[] s_imports =
    [
        ("_enum", "import enum as _enum"),
        ("_timedelta", "from datetime import timedelta as _timedelta"),
        ("_Decimal", "from decimal import Decimal as _Decimal"),
        ("_Any", "from typing import Any as _Any"),
        ("_Callable", "from typing import Callable as _Callable"),
        ("_Dict", "from typing import Dict as _Dict"),
        ("_Iterable", "from typing import Iterable as _Iterable"),
        ("_Optional", "from typing import Optional as _Optional"),
        ("_Sequence", "from typing import Sequence as _Sequence"),
        ("_Union", "from typing import Union as _Union"),
        ("_Context", "\nfrom opentelemetry.context import Context as _Context"),
        ("_SpanKind", "from opentelemetry.trace import SpanKind as _SpanKind"),
    ];

    private static readonly (string Name, string Line)[] s_runtime =
    [
        ("_scopes", "from ._upshot import scope as _scopes"),
        ("_Call", "from ._upshot.call import Call as _Call"),
        ("_Control", "from ._upshot.control import Control as _Control"),
        ("_write", "from ._upshot.events import write as _write"),
        ("_Observed", "from ._upshot.observed import Observed as _Observed"),
        ("_Reading", "from ._upshot.observed import Reading as _Reading"),
        ("Personal", "from ._upshot.privacy import Personal as Personal"),
        ("Secret", "from ._upshot.privacy import Secret as Secret"),
        ("_put_hash", "from ._upshot.privacy import put_hash as _put_hash"),
        ("_put_mask", "from ._upshot.privacy import put_mask as _put_mask"),
        ("_said", "from ._upshot.text import said as _said"),
        ("_logging", "from ._upshot.scope import logging as _logging"),
        ("_metering", "from ._upshot.scope import metering as _metering"),
        ("_Function", "from ._upshot.traced import F as _Function"),
        ("_traced", "from ._upshot.traced import traced as _traced"),
        ("_failed", "from ._upshot.trouble import failed as _failed"),
        ("_amount", "from ._upshot.values import amount as _amount"),
        ("_put_boolean", "from ._upshot.values import put_boolean as _put_boolean"),
        ("_put_booleans", "from ._upshot.values import put_booleans as _put_booleans"),
        ("_put_integer", "from ._upshot.values import put_integer as _put_integer"),
        ("_put_integers", "from ._upshot.values import put_integers as _put_integers"),
        ("_put_member", "from ._upshot.values import put_member as _put_member"),
        ("_put_number", "from ._upshot.values import put_number as _put_number"),
        ("_put_numbers", "from ._upshot.values import put_numbers as _put_numbers"),
        ("_put_text", "from ._upshot.values import put_text as _put_text"),
        ("_put_texts", "from ._upshot.values import put_texts as _put_texts"),
        ("_seconds", "from ._upshot.values import seconds as _seconds"),
        ("_whole_amount", "from ._upshot.values import whole_amount as _whole_amount"),
    ];

    public static string Write(CallSites sites)
    {
        IEnumerable<string> parts =
        [
            Scope(sites),
            .. sites.Enums.Select(Enum),
            .. sites.Spans.Select(PythonSpan.Write),
            .. sites.Metrics.Select(PythonMetric.Write),
            .. sites.Events.Select(PythonEvent.Write),
        ];
        var body = string.Join("\n\n\n", parts.Select(part => part.Trim('\n')));
        return PythonText.Tidy($"""""
            """Telemetry of {sites.Product.Pascal}, written by `upshot generate` from plan {sites.Digest}.

            Do not edit it: change the plan and generate again. Needs opentelemetry-api 1.38 or later.
            """

            from __future__ import annotations

            {Imports(s_imports, body)}

            {Imports(s_runtime, body)}
            from .upshot_plan import PLAN as _PLAN
            from .upshot_plan import PLAN_DIGEST as PLAN_DIGEST
            from .upshot_plan import SCHEMA_URL as SCHEMA_URL

            """"" + "\n" + body);
    }

    private static string Imports((string Name, string Line)[] known, string body) =>
        string.Join("\n", known.Where(i => i.Name is "Personal" or "Secret" || Uses(body, i.Name)).Select(i => i.Line)).Trim();

    private static bool Uses(string body, string name) => Regex.IsMatch(body, $@"(?<![\w.]){name}\b");

    private static string Scope(CallSites sites) =>
        $$"""
        _scope = _scopes.Scope({{SourceText.Quoted(sites.Scope)}}, {{SourceText.Quoted(CallSites.ContractVersion)}}, SCHEMA_URL, _PLAN["signals"]{{(sites.Exceptions is { } classed ? $", exceptions={SourceText.Quoted(classed.ToString().ToLowerInvariant())}" : "")}})
        _control = _Control(_scope)
        configure = _control.configure
        apply_rollout = _control.apply_rollout
        follow_rollout = _control.follow_rollout
        is_on = _control.is_on
        stages = _control.stages
        left_out = _control.left_out
        {{string.Concat(sites.AllMetrics.Select(Instrument))}}{{string.Concat(sites.AllEvents.Select(written => $"{PythonNames.Event(written)} = _scopes.Event(_scope, {SourceText.Quoted(written.Signal)}, {SourceText.Quoted(written.EmittedName)})\n"))}}

        """;

    private static string Instrument(MetricCall metric) => PythonText.Wrapped(
        $"{PythonNames.Instrument(metric)} = _scopes.Instrument(",
        [
            "_scope",
            SourceText.Quoted(metric.Signal),
            $"_scopes.{Kind(metric)}",
            SourceText.Quoted(metric.EmittedName),
            SourceText.Quoted(metric.Unit),
            SourceText.Quoted(metric.Brief),
            DurationBuckets.Of(metric) is { } boundaries ? $"[{string.Join(", ", boundaries.Select(b => b.ToString("R", CultureInfo.InvariantCulture)))}]" : "",
        ],
        ")\n",
        depth: 0);

    internal static string Kind(MetricCall metric) => metric.Instrument == "updowncounter" ? "UP_DOWN_COUNTER" : metric.Instrument.ToUpperInvariant();

    private static string Enum(EnumType type)
    {
        var name = PythonNames.Type(type.Name);
        return $$""""
            class {{name}}({{(type.IsInteger ? "int" : "str")}}, _enum.Enum):
                """{{SourceText.Remark(type.Brief.Length > 0 ? type.Brief : "Allowed values.")}} ({{SourceText.Remark(type.Attribute)}})"""

                {{PythonText.At(1, string.Join("\n", type.Members.Select(member => $"{PythonNames.Member(member.Name)} = {(type.IsInteger ? member.Value : SourceText.Quoted(member.Value))}")))}}


            """";
    }
}
