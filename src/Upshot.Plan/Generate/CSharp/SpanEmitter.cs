namespace Upshot.Plan.Generate.CSharp;

/// <summary>
/// The call of a span: a struct, so that it costs no memory. While nobody listens, starting it is a few reads of fields, and
/// everything after is one comparison.
/// </summary>
internal sealed class SpanEmitter
{
    private const string Activity = "global::System.Diagnostics.Activity";
    private const string Exception = "global::System.Exception";

    private readonly SpanCall _call;
    private readonly CSharpNames _names;
    private readonly CSharpTypes _types;
    private readonly string _runtime;
    private readonly string _name;
    private readonly CodeWriter _code;

    private SpanEmitter(SpanCall call, CSharpNames names)
    {
        _call = call;
        _names = names;
        _types = new CSharpTypes(names);
        _runtime = names.Full(names.Runtime);
        _name = names.Call(call);
        _code = CSharpFile.Begin(names);
    }

    public static string Emit(SpanCall call, CSharpNames names) => new SpanEmitter(call, names).Emit();

    private string Emit()
    {
        _code.Open($"{_names.Access} static partial class {_names.Class}");
        _code.Summary(_call.Brief);
        _code.Line("/// <remarks>Do not copy it while it runs. Disposed without success or failure it counts as abandoned.</remarks>");
        _code.Open($"{_names.Access} struct {_name} : global::System.IDisposable");
        CSharpFile.Signal(_code, _call);
        _code.Line($"private {Activity}? __activity;");
        _code.Line("private long __started;");
        foreach (var kept in Kept())
        {
            _code.Line($"private {CSharpTypes.Emitted(kept, !kept.IsRequired)} {CSharpNames.Field(kept)};");
        }

        _code.Line();
        _code.Summary("The span itself, for links, baggage and what the plan does not know; null when it is not recorded.");
        _code.Line($"public readonly {Activity}? Activity => __activity;");
        _code.Line();
        Start();
        Endings();
        Begin();
        End();
        _code.Close();
        _code.Close();
        return CSharpFile.End(_code, _names);
    }

    private void Start()
    {
        var list = new List<string>();
        foreach (var parameter in _call.Start)
        {
            _code.Line($"/// <param name=\"{CSharpNames.Parameter(parameter).TrimStart('@')}\">{CSharpText.Xml(parameter.Brief)}</param>");
            list.Add($"{_types.Parameter(parameter, !parameter.IsRequired)} {CSharpNames.Parameter(parameter)}{(parameter.IsRequired ? "" : " = null")}");
        }

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

        _code.Line("[global::System.Runtime.CompilerServices.MethodImpl(global::System.Runtime.CompilerServices.MethodImplOptions.AggressiveInlining)]");
        _code.Open($"public static {_name} Start({string.Join(", ", list)})");
        _code.Line($"return {string.Join(" || ", listeners)} ? __Begin({string.Join(", ", arguments)}) : default;");
        _code.Close();
        _code.Line();
    }

    private void Endings()
    {
        foreach (var parameter in _call.End)
        {
            _code.Line($"/// <param name=\"{CSharpNames.Parameter(parameter).TrimStart('@')}\">{CSharpText.Xml(parameter.Brief)}</param>");
        }

        var given = string.Join(", ", _call.End.Select(p => $"{_types.Parameter(p, !p.IsRequired)} {CSharpNames.Parameter(p)}{(p.IsRequired ? "" : " = null")}"));
        var passed = string.Concat(_call.End.Select(p => $", {(p.Type == ValueType.Money ? "(double?)" : "")}{CSharpNames.Parameter(p)}"));
        var none = string.Concat(_call.End.Select(_ => ", null"));
        var optional = string.Concat(_call.End.Select(p => $", {_types.Parameter(p, true)} {CSharpNames.Parameter(p)} = null"));
        Ending("It did what it was for.", $"public void Succeed({given})", $"__End(__call, \"success\", null, null, null{passed});");
        Ending("It failed with an exception.", $"public void Fail({Exception} exception{optional})", $"__End(__call, \"failure\", exception.GetType().FullName, null, exception{passed});");
        Ending(
            "It failed; the type of error is one of few and means the same tomorrow, such as timeout.",
            $"public void Fail(string errorType, string? description = null{optional})",
            $"__End(__call, \"failure\", errorType, description, null{passed});");
        Ending("Without success or failure before, it was abandoned.", "public void Dispose()", $"__End(__call, \"abandoned\", null, null, null{none});");
    }

    private void Ending(string summary, string head, string body)
    {
        _code.Summary(summary);
        _code.Line("[global::System.Runtime.CompilerServices.MethodImpl(global::System.Runtime.CompilerServices.MethodImplOptions.AggressiveInlining)]");
        _code.Open(head);
        _code.Open("if (__started != 0)");
        _code.Line("var __call = this;");
        _code.Line("__started = 0;");
        _code.Line(body);
        _code.Close();
        _code.Close();
        _code.Line();
    }

    private void Begin()
    {
        var list = _call.Start.Select(p => $"{_types.Parameter(p, !p.IsRequired)} {CSharpNames.Parameter(p)}").ToList();
        if (TakesParent)
        {
            list.Add("global::System.Diagnostics.ActivityContext parent");
        }

        _code.Line("[global::System.Runtime.CompilerServices.MethodImpl(global::System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]");
        _code.Open($"private static {_name} __Begin({string.Join(", ", list)})");
        _code.Line($"var __call = default({_name});");
        foreach (var kept in Kept())
        {
            var value = CSharpNames.Parameter(kept);
            _code.Line($"__call.{CSharpNames.Field(kept)} = {(kept.IsRequired ? _types.Emit(kept, value) : _types.EmitOptional(kept, value))};");
        }

        _code.Open($"if ({_runtime}.Source.HasListeners() && {_runtime}.IsOn({_runtime}.On_{_name}))");
        _code.Line($"var __activity = {_runtime}.Source.StartActivity({SpanName()}, global::System.Diagnostics.ActivityKind.{CallName.Of(_call.Kind).Pascal}{(TakesParent ? ", parent" : "")});");
        _code.Open("if (__activity is { IsAllDataRequested: true })");
        _code.Line($"__activity.SetTag({CSharpText.Literal(CallSites.SignalAttribute)}, {CSharpText.Literal(_call.Contract)});");
        foreach (var parameter in _call.Start.Where(IsOnSpan))
        {
            SetAtStart(parameter);
        }

        _code.Close();
        _code.Line();
        _code.Line("__call.__activity = __activity;");
        _code.Close();
        _code.Line();

        // A span has its own clock; its duration is then the one that the metrics record.
        _code.Line("__call.__started = __call.__activity is null ? global::System.Diagnostics.Stopwatch.GetTimestamp() : 1;");
        _code.Line("return __call;");
        _code.Close();
        _code.Line();
    }

    private string SpanName() => _call.Naming.Length == 0
        ? CSharpText.Literal(_call.EmittedName)
        : string.Join(" + ", SpanNaming.Parts(_call.Naming).Select(p => p.IsAttribute && _call.Start.FirstOrDefault(s => s.Attribute == p.Text) is { IsRequired: true, IsClassified: false } part
            ? $"{_runtime}.Text({CSharpNames.Parameter(part)})"
            : CSharpText.Literal(p.Text)));

    private void SetAtStart(CallParameter parameter)
    {
        var name = CSharpText.Literal(parameter.Attribute);
        if (Kept().Any(k => k.Attribute == parameter.Attribute))
        {
            _code.Line(SetEmitted(parameter, "__call." + CSharpNames.Field(parameter), !parameter.IsRequired));
            return;
        }

        var value = CSharpNames.Parameter(parameter);
        if (parameter.IsRequired)
        {
            if (_types.Emit(parameter, value) is { } emitted)
            {
                _code.Line($"__activity.SetTag({name}, {_types.Boxed(parameter, emitted)});");
            }
        }
        else if (_types.Emit(parameter, "__value") is { } some)
        {
            _code.Line($"if ({value} is {{ }} {Local(value)}) __activity.SetTag({name}, {_types.Boxed(parameter, _types.Emit(parameter, Local(value))!)});");
        }
    }

    private string SetEmitted(CallParameter parameter, string value, bool mayBeMissing)
    {
        var name = CSharpText.Literal(parameter.Attribute);
        var local = Local(value.Replace(".", "_"));
        return mayBeMissing
            ? $"if ({value} is {{ }} {local}) __activity.SetTag({name}, {_types.Boxed(parameter, local)});"
            : $"__activity.SetTag({name}, {_types.Boxed(parameter, value)});";
    }

    private void End()
    {
        // A decimal is dear to hand on, and a number when it is recorded.
        var list = _call.End.Select(p => $", {(p.Type == ValueType.Money ? "double?" : _types.Parameter(p, true))} {CSharpNames.Parameter(p)}");
        _code.Line("[global::System.Runtime.CompilerServices.MethodImpl(global::System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]");
        _code.Open($"private static void __End({_name} __call, string __outcome, string? __errorType, string? __description, {Exception}? __exception{string.Concat(list)})");
        var needsTime = _call.Metrics.Any(m => m.Source == MetricValue.Duration);
        _code.Line("var __activity = __call.__activity;");
        foreach (var parameter in _call.End.Where(p => p.Attribute.Length > 0 && _types.Emit(p, "x") is not null))
        {
            _code.Line($"{CSharpTypes.Emitted(parameter, true)} __e{CSharpNames.Field(parameter)} = {_types.EmitOptional(parameter, CSharpNames.Parameter(parameter))};");
        }

        if (needsTime)
        {
            _code.Line("var __seconds = 0.0;");
        }

        _code.Line($"{Activity}? __current = null;");
        _code.Open("if (__activity is not null)");
        _code.Open("if (__activity.IsStopped)");
        _code.Line("// Ended through a copy, or by hand.");
        _code.Line("return;");
        _code.Close();
        _code.Line();
        EndActivity();
        _code.Line("__activity.SetEndTime(global::System.DateTime.UtcNow);");
        if (needsTime)
        {
            _code.Line("__seconds = __activity.Duration.TotalSeconds;");
        }

        _code.Line("// Measurements and events find their trace by the current activity.");
        _code.Line($"__current = {Activity}.Current;");
        _code.Open("if (!ReferenceEquals(__current, __activity))");
        _code.Line($"{Activity}.Current = __activity;");
        _code.Close();
        _code.Close();
        if (needsTime)
        {
            // Reading the clock is the dearest thing that happens here without a span.
            var enabled = _call.Metrics.Where(m => m.Source == MetricValue.Duration).Select(m => $"{_runtime}.M_{_names.Call(m)}.Enabled");
            _code.Open($"else if ({string.Join(" || ", enabled)})");
            _code.Line($"__seconds = {_runtime}.SecondsSince(__call.__started);");
            _code.Close();
        }

        _code.Line();
        if (_call.Metrics.Count == 0 && _call.Event is null)
        {
            NoteException();
            Stop();
        }
        else
        {
            _code.Line("// A listener or logger that throws must not leave a span behind that never ends.");
            _code.Open("try");
            foreach (var metric in _call.Metrics)
            {
                Metric(metric);
            }

            if (_call.Event is { } written)
            {
                Event(written);
            }
            else
            {
                NoteException();
            }

            _code.Close();
            _code.Open("finally");
            Stop();
            _code.Close();
        }

        _code.Close();
    }

    private void NoteException() => _code.Line("if (__exception is not null && __activity is { IsAllDataRequested: true }) __activity.AddException(__exception);");

    private void Stop()
    {
        _code.Open("if (__activity is not null)");
        _code.Line("__activity.Stop();");
        _code.Open("if (!ReferenceEquals(__current, __activity) && __current is { IsStopped: false })");
        _code.Line("// It ended elsewhere; whoever is busy there stays current.");
        _code.Line($"{Activity}.Current = __current;");
        _code.Close();
        _code.Close();
    }

    private void EndActivity()
    {
        _code.Open("if (__activity.IsAllDataRequested)");
        foreach (var parameter in _call.End.Where(p => IsOnSpan(p) && _types.Emit(p, "x") is not null))
        {
            _code.Line(SetEmitted(parameter, "__e" + CSharpNames.Field(parameter), true));
        }

        _code.Line($"__activity.SetTag({CSharpText.Literal(CallSites.OutcomeAttribute)}, __outcome);");
        _code.Open("if (__errorType is not null)");
        _code.Line("__activity.SetTag(\"error.type\", __errorType);");
        _code.Line("__activity.SetStatus(global::System.Diagnostics.ActivityStatusCode.Error, __description);");
        _code.Close();
        _code.Close();
        _code.Line();
    }

    private void Metric(MetricCall metric)
    {
        var conditions = new List<string>();
        var given = "__given_" + metric.Value.Name.Camel;
        if (metric.Source == MetricValue.Given)
        {
            conditions.Add($"{CSharpNames.Parameter(metric.Value)} is {{ }} {given}");
        }

        conditions.Add($"{_runtime}.M_{_names.Call(metric)}.Enabled");
        conditions.Add($"{_runtime}.IsOn({_runtime}.On_{_names.Call(metric)})");
        _code.Open($"if ({string.Join(" && ", conditions)})");
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
        MetricEmitter.Record(_code, metric, value, tags, _names);
        _code.Close();
        _code.Line();
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

    private void Event(EventCall written)
    {
        var state = _names.Full(EventEmitter.State(written, _names));
        const string Level = "global::Microsoft.Extensions.Logging.LogLevel";
        _code.Line("var __told = false;");
        _code.Open($"if ({_runtime}.Logger is {{ }} __logger && {_runtime}.IsOn({_runtime}.On_{_names.Call(written)}))");
        _code.Line($"var __level = __errorType is null ? {Level}.Information : {Level}.Error;");
        _code.Open("if (__logger.IsEnabled(__level))");
        _code.Line($"__logger.Log(__level, {state}.Id, new {state}");
        _code.Line("{");
        foreach (var attribute in written.Attributes.Where(a => _types.Emit(a, "x") is not null))
        {
            _code.Line($"    {EventEmitter.Field(attribute)} = {(attribute.Moment == AttributeMoment.End ? "__e" : "__call.")}{CSharpNames.Field(attribute)},");
        }

        _code.Line("    __outcome = __outcome,");
        if (written.CarriesErrorType)
        {
            _code.Line("    __errorType = __errorType,");
        }

        _code.Line($"}}, __exception, {state}.Format);");
        _code.Line("__told = true;");
        _code.Close();
        _code.Close();
        _code.Line();
        _code.Line("if (!__told && __exception is not null && __activity is { IsAllDataRequested: true }) __activity.AddException(__exception);");
    }

    private bool TakesParent => _call.Kind is "server" or "consumer";

    private bool IsOnSpan(CallParameter parameter) => _call.Attributes.Any(a => a.Attribute == parameter.Attribute);

    /// <summary>What is given at the start and needed at the end.</summary>
    private IEnumerable<CallParameter> Kept()
    {
        var later = _call.Metrics.SelectMany(m => m.Attributes).Concat(_call.Event?.Attributes ?? []).Select(a => a.Attribute);
        return _call.Start.Where(p => later.Contains(p.Attribute) && _types.Emit(p, "x") is not null);
    }

    private static string Local(string name) => "__l_" + name.TrimStart('@');
}
