using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// A tensor that a module keeps and saves but that is never trained, drawn or decayed: a running mean, a count of batches, a mask. It
/// stands for its value wherever a tensor is expected. <see cref="ModuleExtensions.Initialize"/> goes back to its first values.
/// </summary>
/// <example><code>
/// public ModuleBuffer RunningMean { get; private init => field = Register(value); }
/// </code></example>
public sealed class ModuleBuffer : ModulePart
{
    private readonly Tensor _first;
    private readonly bool _keepsType;

    /// <summary>A buffer with first values, which are copied.</summary>
    /// <param name="values">The values, of any type.</param>
    public ModuleBuffer(Tensor values)
    {
        ArgumentNullException.ThrowIfNull(values);
        _first = values.Detach();
        Value = values.Detach();
    }

    /// <summary>A buffer that PyTorch has not: files lack it as long as it has its first values, so that each reads the other's.</summary>
    internal ModuleBuffer(Tensor values, bool isOptional)
        : this(values) => IsOptional = isOptional;

    /// <summary>A buffer whose values the module's conversions leave alone: Float32 would not hold them.</summary>
    internal ModuleBuffer(Tensor values, bool isOptional, bool keepsType)
        : this(values, isOptional) => _keepsType = keepsType;

    /// <summary>The values.</summary>
    public Tensor Value { get; private set; }

    /// <summary>The shape.</summary>
    public Shape Shape => Value.Shape;

    /// <summary>The type of the values.</summary>
    public DType DType => Value.DType;

    /// <summary>The buffer's value.</summary>
    public static implicit operator Tensor(ModuleBuffer buffer)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        return buffer.Value;
    }

    /// <summary>The buffer's value.</summary>
    public Tensor ToTensor() => Value;

    /// <summary>Copies values into the buffer.</summary>
    /// <param name="values">Values of the buffer's shape and type; they may belong to a tape.</param>
    /// <exception cref="ArgumentException">The shape or the type is another.</exception>
    public void Assign(Tensor values)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (Mismatch(values) is not null)
        {
            throw new ArgumentException($"The buffer {TitleOf(Shape)} is {DType} {Shape}; got {values.DType} {values.Shape}.",
                nameof(values));
        }

        Load(values);
    }

    /// <summary>The path, shape and type.</summary>
    public override string ToString() => $"{Path} {Shape} {DType}".TrimStart();

    internal override Tensor State => Value;

    internal override bool IsOptional { get; }

    internal override bool IsLeftOut => IsOptional && Value.ElementsEqual(_first);

    internal override void DrawAnew() => Elements.Apart(() => _first.To(Value.DType)).CopyTo(Value);

    internal override void ConvertTo(DType dtype)
    {
        if (!_keepsType && Value.DType.IsFloat() && Value.DType != dtype)
        {
            Value = Elements.Apart(() => Value.To(dtype));
        }
    }

    internal override (Shape Shape, DType DType)? Form => (Shape, DType);

    internal override void Load(Tensor values) => values.CopyTo(Value);
}
