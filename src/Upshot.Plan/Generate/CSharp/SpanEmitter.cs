namespace Upshot.Plan.Generate.CSharp;

/// <summary>
/// The call of a span: a struct, so that it costs no memory. While nobody listens, starting it is a few reads of fields, and
/// everything after is one comparison.
/// </summary>
internal sealed class SpanEmitter
{
    private const string Activity = "global::System.Diagnostics.Activity";
    private const string Exception = "global::System.Exception";
    private const string Inlined = "[global::System.Runtime.CompilerServices.MethodImpl(global::System.Runtime.CompilerServices.MethodImplOptions.AggressiveInlining)]";
    private const string NotInlined = "[global::System.Runtime.CompilerServices.MethodImpl(global::System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]";

    private readonly SpanCall _call;
    private readonly CSharpNames _names;
    private readonly CSharpTypes _types;
    private readonly string _runtime;
    private readonly string _name;
    private readonly Redaction? _exceptions;

    private SpanEmitter(SpanCall call, CSharpNames names, Redaction? exceptions)
    {
        _exceptions = exceptions;
        _call = call;
        _names = names;
        _types = new CSharpTypes(names);
        _runtime = names.Full(names.Runtime);
        _name = names.Call(call);
    }

    /// <param name="exceptions">What becomes of their messages; null: they may be shown.</param>
    public static string Emit(SpanCall call, CSharpNames names, Redaction? exceptions) => new SpanEmitter(call, names, exceptions).Emit();

    private string Emit() => CSharpFile.Of(_names, CSharpTemplate.Of($$"""
        {{_names.Access}} static partial class {{_names.Class}}
        {
            {{CSharpText.Summary(_call.Brief)}}
            /// <remarks>Do not copy it while it runs. Disposed without success or failure it counts as abandoned.</remarks>
            {{_names.Access}} struct {{_name}} : global::System.IDisposable
            {
                {{CSharpFile.Signal(_call)}}

                private {{Activity}}? __activity;
                private long __started;
                {{Kept().Select(kept => $"private {CSharpTypes.Emitted(kept, !kept.IsRequired)} {CSharpNames.Field(kept)};")}}
                {{Early().Select(early => $"private {CSharpTypes.Emitted(early, true)} {CSharpNames.Field(early)};")}}

                /// <summary>The span itself, for links, baggage and what the plan does not know; null when it is not recorded.</summary>
                public readonly {{Activity}}? Activity => __activity;

                {{Start()}}

                {{Endings()}}
                {{Setter()}}

                {{Begin()}}

                {{End()}}
            }
        }
        """));

    private string Start()
    {
        var list = _call.Start.Select(p => $"{_types.Parameter(p, !p.IsRequired)} {CSharpNames.Parameter(p)}{(p.IsRequired ? "" : " = null")}").ToList();
        var arguments = _call.Start.Select(CSharpNames.Parameter).ToList();
        if (TakesParent)
        {
            list.Add("global::System.Diagnostics.ActivityContext parent = default");
            arguments.Add("parent");
        }

        var listeners = new List<string> { $"{_runtime}.Source.HasListeners()" };
        listeners.AddRange(_call.Metrics.Select(m => $"{_runtime}.M_{_names.Call(m)}.Enabled"));
        if (_call.Event is not null)
        {
            listeners.Add($"{_runtime}.Logger is not null");
        }

        return CSharpTemplate.Of($$"""
            {{_call.Start.Select(Documentation)}}
            {{Inlined}}
            public static {{_name}} Start({{string.Join(", ", list)}})
            {
                return {{string.Join(" || ", listeners)}} ? __Begin({{string.Join(", ", arguments)}}) : default;
            }
            """);
    }

    private static string Documentation(CallParameter parameter) => $"/// <param name=\"{CSharpNames.Parameter(parameter).TrimStart('@')}\">{CSharpText.Xml(parameter.Brief)}</param>";

    private string Endings()
    {
        var given = string.Join(", ", _call.End.Select(p => $"{_types.Parameter(p, !p.IsRequired)} {CSharpNames.Parameter(p)}{(p.IsRequired ? "" : " = null")}"));
        var passed = string.Concat(_call.End.Select(p => $", {(p.Type == ValueType.Money ? "(double?)" : "")}{CSharpNames.Parameter(p)}"));
        var none = string.Concat(_call.End.Select(_ => ", null"));
        var optional = string.Concat(_call.End.Select(p => $", {_types.Parameter(p, true)} {CSharpNames.Parameter(p)} = null"));
        return CSharpTemplate.Of($$"""
            {{_call.End.Select(Documentation)}}
            {{Ending("It did what it was for.", $"Succeed({given})", $"\"success\", null, null, null{passed}")}}

            {{Ending("It failed with an exception.", $"Fail({Exception} exception{optional})", $"\"failure\", exception?.GetType().FullName ?? \"_OTHER\", null, exception{passed}")}}

            {{Ending("It failed; the type of error is one of few and means the same tomorrow, such as timeout.", $"Fail(string errorType, string? description = null{optional})", $"\"failure\", errorType, description, null{passed}")}}

            {{Ending("Without success or failure before, it was abandoned.", "Dispose()", $"\"abandoned\", null, null, null{none}")}}
            """);
    }

    private static string Ending(string summary, string head, string outcome) => CSharpTemplate.Of($$"""
        /// <summary>{{CSharpText.Xml(summary)}}</summary>
        {{Inlined}}
        public void {{head}}
        {
            if (__started != 0)
            {
                var __call = this;
                __started = 0;
                __End(__call, {{outcome}});
            }
        }
        """);

    private string Begin()
    {
        var list = _call.Start.Select(p => $"{_types.Parameter(p, !p.IsRequired)} {CSharpNames.Parameter(p)}").ToList();
        if (TakesParent)
        {
            list.Add("global::System.Diagnostics.ActivityContext parent");
        }

        // A span has its own clock; its duration is then the one that the metrics record.
        return CSharpTemplate.Of($$"""
            {{NotInlined}}
            private static {{_name}} __Begin({{string.Join(", ", list)}})
            {
                var __call = default({{_name}});
                {{Kept().Select(kept => $"__call.{CSharpNames.Field(kept)} = {(kept.IsRequired ? _types.Emit(kept, CSharpNames.Parameter(kept)) : _types.EmitOptional(kept, CSharpNames.Parameter(kept)))};")}}
                if ({{_runtime}}.Source.HasListeners() && {{_runtime}}.IsOn({{_runtime}}.On_{{_name}}))
                {
                    // A sampler or listener that throws is no reason for the application to fail.
                    try
                    {
                        var __activity = {{_runtime}}.Source.StartActivity({{SpanName()}}, global::System.Diagnostics.ActivityKind.{{CallName.Of(_call.Kind).Pascal}}{{(TakesParent ? ", parent" : "")}});
                        __call.__activity = __activity;
                        if (__activity is { IsAllDataRequested: true })
                        {
                            __activity.SetTag({{CSharpText.Literal(CallSites.SignalAttribute)}}, {{CSharpText.Literal(_call.Contract)}});
                            {{_call.Start.Where(IsOnSpan).Select(SetAtStart).OfType<string>()}}
                        }
                    }
                    catch ({{Exception}} __trouble)
                    {
                        {{_runtime}}.Failed(Signal, __trouble);
                    }
                }

                __call.__started = __call.__activity is null ? global::System.Diagnostics.Stopwatch.GetTimestamp() : 1;
                return __call;
            }
            """);
    }

    private string SpanName() => _call.Naming.Length == 0
        ? CSharpText.Literal(_call.EmittedName)
        : string.Join(" + ", SpanNaming.Parts(_call.Naming).Select(p => p.IsAttribute && _call.Start.FirstOrDefault(s => s.Attribute == p.Text) is { IsRequired: true, IsClassified: false } part
            ? $"{_runtime}.Text({CSharpNames.Parameter(part)})"
            : CSharpText.Literal(p.Text)));

    /// <summary>Null: it is dropped at the source.</summary>
    private string? SetAtStart(CallParameter parameter)
    {
        var name = CSharpText.Literal(parameter.Attribute);
        if (Kept().Any(k => k.Attribute == parameter.Attribute))
        {
            return SetEmitted(parameter, "__call." + CSharpNames.Field(parameter), !parameter.IsRequired);
        }

        var value = CSharpNames.Parameter(parameter);
        if (parameter.IsRequired)
        {
            return _types.Emit(parameter, value) is { } emitted ? $"__activity.SetTag({name}, {_types.Boxed(parameter, emitted)});" : null;
        }

        return _types.Emit(parameter, Local(value)) is { } some ? $"if ({value} is {{ }} {Local(value)}) __activity.SetTag({name}, {_types.Boxed(parameter, some)});" : null;
    }

    private string SetEmitted(CallParameter parameter, string value, bool mayBeMissing)
    {
        var name = CSharpText.Literal(parameter.Attribute);
        var local = Local(value.Replace(".", "_"));
        return mayBeMissing
            ? $"if ({value} is {{ }} {local}) __activity.SetTag({name}, {_types.Boxed(parameter, local)});"
            : $"__activity.SetTag({name}, {_types.Boxed(parameter, value)});";
    }

    private string End()
    {
        // A decimal is dear to hand on, and a number when it is recorded.
        var list = _call.End.Select(p => $", {(p.Type == ValueType.Money ? "double?" : _types.Parameter(p, true))} {CSharpNames.Parameter(p)}");
        var emitted = _call.End.Where(p => p.Attribute.Length > 0 && _types.Emit(p, "x") is not null)
            .Select(p => $"{CSharpTypes.Emitted(p, true)} __e{CSharpNames.Field(p)} = {(Early().Contains(p) ? $"({_types.EmitOptional(p, CSharpNames.Parameter(p))}) ?? __call.{CSharpNames.Field(p)}" : _types.EmitOptional(p, CSharpNames.Parameter(p)))};");

        // Reading the clock is the dearest thing that happens here without a span.
        var timed = _call.Metrics.Where(m => m.Source == MetricValue.Duration).Select(m => $"{_runtime}.M_{_names.Call(m)}.Enabled").ToList();
        return CSharpTemplate.Of($$"""
            {{NotInlined}}
            private static void __End({{_name}} __call, string __outcome, string? __errorType, string? __description, {{Exception}}? __exception{{string.Concat(list)}})
            {
                var __activity = __call.__activity;
                {{emitted}}
                {{(timed.Count > 0 ? "var __seconds = 0.0;" : "")}}
                {{Activity}}? __current = null;
                if (__activity is not null)
                {
                    if (__activity.IsStopped)
                    {
                        // Ended through a copy, or by hand.
                        return;
                    }

                    if (__activity.IsAllDataRequested)
                    {
                        {{_call.End.Where(p => IsOnSpan(p) && _types.Emit(p, "x") is not null).Select(p => SetEmitted(p, "__e" + CSharpNames.Field(p), true))}}
                        __activity.SetTag({{CSharpText.Literal(CallSites.OutcomeAttribute)}}, __outcome);
                        if (__errorType is not null)
                        {
                            __activity.SetTag("error.type", __errorType);
                            __activity.SetStatus(global::System.Diagnostics.ActivityStatusCode.Error, __description);
                        }
                    }

                    __activity.SetEndTime(global::System.DateTime.UtcNow);
                    {{(timed.Count > 0 ? "__seconds = __activity.Duration.TotalSeconds;" : "")}}
                    // Measurements and events find their trace by the current activity.
                    __current = {{Activity}}.Current;
                    if (!ReferenceEquals(__current, __activity))
                    {
                        {{Activity}}.Current = __activity;
                    }
                }
                {{(timed.Count > 0 ? ElseTimed(timed) : "")}}

                {{(_call.Metrics.Count == 0 && _call.Event is null ? NoteException + "\n" + Stop : Told())}}
            }
            """);
    }

    private string ElseTimed(IEnumerable<string> enabled) => CSharpTemplate.Of($$"""
        else if ({{string.Join(" || ", enabled)}})
        {
            __seconds = {{_runtime}}.SecondsSince(__call.__started);
        }
        """);

    private string Told() => CSharpTemplate.Of($$"""
        // A listener or logger that throws is no reason for the application to fail, nor for a span that never ends.
        {{_call.Metrics.Select(m => Guarded(m.EmittedName, Metric(m)) + "\n")}}
        {{(_call.Event is { } written ? Guarded(written.EmittedName, Event(written)) : NoteException)}}
        {{Stop}}
        """);

    private string Guarded(string name, string work) => CSharpTemplate.Of($$"""
        try
        {
            {{work}}
        }
        catch ({{Exception}} __trouble)
        {
            {{_runtime}}.Failed({{CSharpText.Literal(name)}}, __trouble);
        }
        """);

    private string NoteException => $"if (__exception is not null && __activity is {{ IsAllDataRequested: true }}) {Noted}";

    // A logger is given the exception itself, and whatever listens to it shows its message: where messages are classed the span tells of it instead.
    private string Noted => _exceptions is null ? "__activity.AddException(__exception);" : $"{_runtime}.Note(__activity, __exception);";

    private string Stop => CSharpTemplate.Of($$"""
        if (__activity is not null)
        {
            try
            {
                __activity.Stop();
            }
            catch ({{Exception}} __trouble)
            {
                {{_runtime}}.Failed(Signal, __trouble);
            }

            if (!ReferenceEquals(__current, __activity) && __current is { IsStopped: false })
            {
                // It ended elsewhere; whoever is busy there stays current.
                {{Activity}}.Current = __current;
            }
        }
        """);

    private string Metric(MetricCall metric)
    {
        var conditions = new List<string>();
        var given = "__given_" + metric.Value.Name.Camel;
        if (metric.Source == MetricValue.Given)
        {
            conditions.Add($"{CSharpNames.Parameter(metric.Value)} is {{ }} {given}");
        }

        conditions.Add($"{_runtime}.M_{_names.Call(metric)}.Enabled");
        conditions.Add($"{_runtime}.IsOn({_runtime}.On_{_names.Call(metric)})");
        if (metric.Source == MetricValue.Given)
        {
            conditions.Add(MetricEmitter.Takes(metric, metric.Value.Type == ValueType.Money ? given : MetricEmitter.Number(metric, given), _names));
        }

        var value = metric.Source switch
        {
            MetricValue.Duration => Units.PerSecond(metric.Unit) is { } perSecond and not 1 ? $"__seconds * {CSharpText.Number(perSecond)}" : "__seconds",
            MetricValue.One => metric.IsInteger ? "1L" : "1.0",
            _ => metric.Value.Type == ValueType.Money ? given : MetricEmitter.Number(metric, given),
        };
        var tags = new List<MetricTag> { new(CallSites.OutcomeAttribute, "__outcome", null) };
        if (metric.CarriesErrorType)
        {
            tags.Add(new MetricTag(CallSites.ErrorTypeAttribute, "__errorType", "__errorType is not null"));
        }

        tags.AddRange(metric.Attributes.Where(a => _types.Emit(a, "x") is not null).Select(Tag));
        return CSharpTemplate.Of($$"""
            if ({{string.Join(" && ", conditions)}})
            {
                {{MetricEmitter.Record(metric, value, tags, _names, isAlone: false)}}
            }
            """);
    }

    private MetricTag Tag(CallParameter attribute)
    {
        var isLate = attribute.Moment == AttributeMoment.End;
        var value = (isLate ? "__e" : "__call.") + CSharpNames.Field(attribute);
        if (!isLate && attribute.IsRequired)
        {
            return new MetricTag(attribute.Attribute, _types.Boxed(attribute, value), null);
        }

        var local = Local("t" + CSharpNames.Field(attribute));
        return new MetricTag(attribute.Attribute, _types.Boxed(attribute, local), $"{value} is {{ }} {local}");
    }

    private string Event(EventCall written)
    {
        var state = _names.Full(EventEmitter.State(written, _names));
        const string Level = "global::Microsoft.Extensions.Logging.LogLevel";
        return CSharpTemplate.Of($$"""
            {{(_exceptions is null ? "var __told = false;" : "")}}
            if ({{_runtime}}.Logger is { } __logger && {{_runtime}}.IsOn({{_runtime}}.On_{{_names.Call(written)}}))
            {
                var __level = __errorType is null ? {{Level}}.Information : {{Level}}.Error;
                if (__logger.IsEnabled(__level))
                {
                    __logger.Log(__level, {{state}}.Id, new {{state}}
                    {
                        {{written.Attributes.Where(a => _types.Emit(a, "x") is not null).Select(a => $"{EventEmitter.Field(a)} = {(a.Moment == AttributeMoment.End ? "__e" : "__call.")}{CSharpNames.Field(a)},")}}
                        __outcome = __outcome,
                        {{(written.CarriesErrorType ? "__errorType = __errorType," : "")}}
                    }, {{(_exceptions is null ? "__exception" : "null")}}, {{state}}.Format);
                    {{(_exceptions is null ? "__told = true;" : "")}}
                }
            }

            {{(_exceptions is null ? $"if (!__told && __exception is not null && __activity is {{ IsAllDataRequested: true }}) {Noted}" : NoteException)}}
            """);
    }

    /// <summary>Values that become known, or change, while it runs. What the name of the span is made of was said in its name.</summary>
    private string Setter()
    {
        var some = _call.Start.Concat(_call.End).Where(p => p.Attribute.Length > 0 && !_call.Naming.Contains($"{{{p.Attribute}}}") && _types.Emit(p, "x") is not null).ToList();
        return some.Count == 0 ? "" : CSharpTemplate.Of($$"""

            /// <summary>Values that become known, or change, while it runs.</summary>
            {{some.Select(Documentation)}}
            {{Inlined}}
            public void Set({{string.Join(", ", some.Select(p => $"{_types.Parameter(p, true)} {CSharpNames.Parameter(p)} = null"))}})
            {
                if (__started != 0)
                {
                    __Set(ref this, {{string.Join(", ", some.Select(CSharpNames.Parameter))}});
                }
            }

            {{NotInlined}}
            private static void __Set(ref {{_name}} __call, {{string.Join(", ", some.Select(p => $"{_types.Parameter(p, true)} {CSharpNames.Parameter(p)}"))}})
            {
                var __activity = __call.__activity is { IsAllDataRequested: true } __recorded ? __recorded : null;
                try
                {
                    {{some.Select(SetNow)}}
                }
                catch ({{Exception}} __trouble)
                {
                    {{_runtime}}.Failed(Signal, __trouble);
                }
            }
            """);
    }

    private string SetNow(CallParameter parameter)
    {
        var (given, field, local) = (CSharpTypes.Given(CSharpNames.Parameter(parameter)), CSharpNames.Field(parameter), Local("s" + CSharpNames.Field(parameter)));
        return CSharpTemplate.Of($$"""
            if ({{CSharpNames.Parameter(parameter)}} is { } {{given}})
            {
                var {{local}} = {{_types.Emit(parameter, given) ?? ""}};
                {{(Kept().Concat(Early()).Contains(parameter) ? $"__call.{field} = {local};" : "")}}
                {{(IsOnSpan(parameter) ? $"__activity?.SetTag({CSharpText.Literal(parameter.Attribute)}, {_types.Boxed(parameter, local)});" : "")}}
            }
            """);
    }

    private bool TakesParent => _call.Kind is "server" or "consumer";

    private bool IsOnSpan(CallParameter parameter) => _call.Attributes.Any(a => a.Attribute == parameter.Attribute);

    /// <summary>What is given at the start and needed at the end.</summary>
    private IEnumerable<CallParameter> Kept() => _call.Start.Where(IsNeededLater);

    /// <summary>What belongs to the end, and may be set before.</summary>
    private IEnumerable<CallParameter> Early() => _call.End.Where(p => p.Attribute.Length > 0 && !_call.Naming.Contains($"{{{p.Attribute}}}") && IsNeededLater(p));

    private bool IsNeededLater(CallParameter parameter) =>
        _call.Metrics.SelectMany(m => m.Attributes).Concat(_call.Event?.Attributes ?? []).Any(a => a.Attribute == parameter.Attribute) && _types.Emit(parameter, "x") is not null;

    private static string Local(string name) => "__l_" + name.TrimStart('@');
}
