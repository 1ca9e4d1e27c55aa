using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Upshot.Architecture.Tests.References;

/// <summary>
/// Which namespaces of a compiled assembly refer to which: base types, interfaces, fields, signatures, attributes, and the
/// code of methods. What the compiler leaves nothing of (a constant, <c>nameof</c>) is not seen.
/// </summary>
internal sealed class AssemblyReferences
{
    private readonly Dictionary<(string, string), Reference> _found = [];
    private readonly MetadataReader _metadata;
    private readonly PEReader _file;
    private readonly TypeNames _names;
    private readonly SignatureTypes _signatures;
    private TypeName _from;

    private AssemblyReferences(PEReader file)
    {
        (_file, _metadata) = (file, file.GetMetadataReader());
        _names = new(_metadata);
        _signatures = new(_names, Add);
    }

    public static IReadOnlyCollection<Reference> Of(string path)
    {
        using var file = new PEReader(File.OpenRead(path));
        var references = new AssemblyReferences(file);
        foreach (var type in references._metadata.TypeDefinitions)
        {
            references.Read(type);
        }

        return references._found.Values;
    }

    private void Add(TypeName to)
    {
        if (to.Namespace != _from.Namespace)
        {
            _found.TryAdd((_from.Namespace, to.Namespace), new(_from.Namespace, to.Namespace, $"{_from} refers to {to}"));
        }
    }

    private void Read(TypeDefinitionHandle handle)
    {
        _from = _names.Of(handle);
        var type = _metadata.GetTypeDefinition(handle);
        Add(type.BaseType);
        Attributes(type.GetCustomAttributes());
        Constraints(type.GetGenericParameters());
        foreach (var implemented in type.GetInterfaceImplementations())
        {
            Add(_metadata.GetInterfaceImplementation(implemented).Interface);
        }

        foreach (var field in type.GetFields().Select(_metadata.GetFieldDefinition))
        {
            field.DecodeSignature(_signatures, true);
            Attributes(field.GetCustomAttributes());
        }

        foreach (var property in type.GetProperties().Select(_metadata.GetPropertyDefinition))
        {
            Attributes(property.GetCustomAttributes());
        }

        foreach (var method in type.GetMethods().Select(_metadata.GetMethodDefinition))
        {
            Read(method);
        }
    }

    private void Read(MethodDefinition method)
    {
        method.DecodeSignature(_signatures, true);
        Attributes(method.GetCustomAttributes());
        Constraints(method.GetGenericParameters());
        if (method.RelativeVirtualAddress == 0)
        {
            return;
        }

        var body = _file.GetMethodBody(method.RelativeVirtualAddress);
        Add(body.LocalSignature);
        foreach (var region in body.ExceptionRegions)
        {
            Add(region.CatchType);
        }

        foreach (var token in BodyTokens.Of(body))
        {
            Add(token);
        }
    }

    private void Constraints(GenericParameterHandleCollection parameters)
    {
        foreach (var constraint in parameters.SelectMany(p => _metadata.GetGenericParameter(p).GetConstraints()))
        {
            Add(_metadata.GetGenericParameterConstraint(constraint).Type);
        }
    }

    private void Attributes(CustomAttributeHandleCollection attributes)
    {
        foreach (var attribute in attributes)
        {
            Add(_metadata.GetCustomAttribute(attribute).Constructor);
        }
    }

    private void Add(EntityHandle handle)
    {
        if (handle.IsNil)
        {
            return;
        }

        switch (handle.Kind)
        {
            case HandleKind.TypeDefinition:
                Add(_names.Of((TypeDefinitionHandle)handle));
                break;
            case HandleKind.TypeReference:
                Add(_names.Of((TypeReferenceHandle)handle));
                break;
            case HandleKind.TypeSpecification:
                _metadata.GetTypeSpecification((TypeSpecificationHandle)handle).DecodeSignature(_signatures, true);
                break;
            case HandleKind.StandaloneSignature:
                Add((StandaloneSignatureHandle)handle);
                break;
            case HandleKind.MethodDefinition:
                Add(_metadata.GetMethodDefinition((MethodDefinitionHandle)handle).GetDeclaringType());
                break;
            case HandleKind.FieldDefinition:
                Add(_metadata.GetFieldDefinition((FieldDefinitionHandle)handle).GetDeclaringType());
                break;
            case HandleKind.MethodSpecification:
                var method = _metadata.GetMethodSpecification((MethodSpecificationHandle)handle);
                method.DecodeSignature(_signatures, true);
                Add(method.Method);
                break;
            case HandleKind.MemberReference:
                Add(_metadata.GetMemberReference((MemberReferenceHandle)handle));
                break;
        }
    }

    private void Add(StandaloneSignatureHandle handle)
    {
        if (handle.IsNil)
        {
            return;
        }

        var signature = _metadata.GetStandaloneSignature(handle);
        if (signature.GetKind() == StandaloneSignatureKind.Method)
        {
            signature.DecodeMethodSignature(_signatures, true);
        }
        else
        {
            signature.DecodeLocalSignature(_signatures, true);
        }
    }

    private void Add(MemberReference member)
    {
        Add(member.Parent);
        if (member.GetKind() == MemberReferenceKind.Method)
        {
            member.DecodeMethodSignature(_signatures, true);
        }
        else
        {
            member.DecodeFieldSignature(_signatures, true);
        }
    }
}
