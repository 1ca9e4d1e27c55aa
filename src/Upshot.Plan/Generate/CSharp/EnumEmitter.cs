namespace Upshot.Plan.Generate.CSharp;

/// <summary>Enums from allowed values, and what each value is when it is emitted.</summary>
internal static class EnumEmitter
{
    public static string Emit(CallSites sites, CSharpNames names)
    {
        var code = CSharpFile.Begin(names);
        code.Lines(RuntimeText.Classified.Replace("ACCESS", names.Access));
        foreach (var type in sites.Enums)
        {
            code.Line();
            code.Summary(type.Brief);
            code.Open($"{names.Access} enum {names.Enum(type)}{(type.IsInteger ? " : long" : "")}");
            foreach (var member in type.Members)
            {
                code.Summary(member.Value);
                code.Line(type.IsInteger ? $"{member.Name.Pascal} = {member.Value}," : $"{member.Name.Pascal},");
            }

            code.Close();
        }

        return CSharpFile.End(code, names);
    }

    public static void Text(CodeWriter code, EnumType type, CSharpNames names)
    {
        code.Line();
        code.Line($"internal static string Text({names.Full(names.Enum(type))} value) => value switch");
        code.Line("{");
        foreach (var member in type.Members)
        {
            code.Line($"    {names.Full(names.Enum(type))}.{member.Name.Pascal} => {CSharpText.Literal(member.Value)},");
        }

        code.Line("    _ => \"_OTHER\",");
        code.Line("};");
    }
}
