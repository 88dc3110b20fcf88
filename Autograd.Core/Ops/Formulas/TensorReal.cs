namespace Autograd.Core;

/// <summary>
/// A tensor, or a number beside tensors, as an <see cref="IReal{R}"/> whose arithmetic is that of ops: what a formula computes with it is
/// recorded, and so has derivatives of every order, however high, by types that do not deepen. Numbers among themselves are computed at
/// once.
/// </summary>
internal readonly struct TensorReal : IReal<TensorReal>
{
    private readonly Tensor? _tensor;
    private readonly Coefficient _number;

    public TensorReal(Tensor tensor)
    {
        _tensor = tensor;
    }

    private TensorReal(Coefficient number)
    {
        _number = number;
    }

    /// <summary>The tensor; a number as one of the given type.</summary>
    public Tensor ToTensor(DType dtype) =>
        _tensor ?? Tensor.Full(Shape.Scalar, _number.In(dtype), dtype);

    public static implicit operator TensorReal(double value) => new((Coefficient)value);

    public static implicit operator TensorReal(Coefficient value) => new(value);

    public static TensorReal operator +(TensorReal a, TensorReal b) => a.Is(0) ? b : b.Is(0) ? a : Map(a, b, default(AddPrimitive));

    public static TensorReal operator -(TensorReal a, TensorReal b) => b.Is(0) ? a : Map(a, b, default(SubtractPrimitive));

    public static TensorReal operator *(TensorReal a, TensorReal b) => a.Is(1) ? b : b.Is(1) ? a : Map(a, b, default(MultiplyPrimitive));

    public static TensorReal operator /(TensorReal a, TensorReal b) => b.Is(1) ? a : Map(a, b, default(DividePrimitive));

    public static TensorReal operator -(TensorReal a) => Map(a, default(NegatePrimitive));

    public static TensorReal Exp(TensorReal x) => Map(x, default(ExpPrimitive));

    public static TensorReal Log(TensorReal x) => Map(x, default(LogPrimitive));

    public static TensorReal Expm1(TensorReal x) => Map(x, default(Expm1Primitive));

    public static TensorReal Log1p(TensorReal x) => Map(x, default(Log1pPrimitive));

    public static TensorReal Tanh(TensorReal x) => Map(x, default(TanhPrimitive));

    public static TensorReal Sigmoid(TensorReal x) => Map(x, default(SigmoidPrimitive));

    public static TensorReal Softplus(TensorReal x) => Map(x, default(SoftplusPrimitive));

    public static TensorReal Erf(TensorReal x) => Map(x, default(ErfPrimitive));

    public static TensorReal NormalCdf(TensorReal x) => Map(x, default(NormalCdfPrimitive));

    public static TensorReal Sqrt(TensorReal x) => Map(x, default(SqrtPrimitive));

    public static TensorReal Sin(TensorReal x) => Map(x, default(SinPrimitive));

    public static TensorReal Cos(TensorReal x) => Map(x, default(CosPrimitive));

    public static TensorReal Abs(TensorReal x) => Map(x, default(AbsPrimitive));

    public static TensorReal Pow(TensorReal x, TensorReal y) => Map(x, y, default(PowPrimitive));

    public static TensorReal Min(TensorReal x, TensorReal y) => Map(x, y, default(MinPrimitive));

    public static TensorReal Max(TensorReal x, TensorReal y) => Map(x, y, default(MaxPrimitive));

    public static TensorReal IfGreater(TensorReal x, TensorReal y, TensorReal then, TensorReal otherwise) =>
        x._tensor is null && y._tensor is null
        ? x._number.Value > y._number.Value ? then : otherwise
        : Select(x.Beside(y).GreaterThan(y.Beside(x)), x.Beside(y).DType, then, otherwise);

    public static TensorReal IfGreaterOrEqual(TensorReal x, TensorReal y, TensorReal then, TensorReal otherwise) =>
        x._tensor is null && y._tensor is null
        ? x._number.Value >= y._number.Value ? then : otherwise
        : Select(x.Beside(y).GreaterThanOrEqual(y.Beside(x)), x.Beside(y).DType, then, otherwise);

    // Recorded, one rule serves both.
    static TensorReal IReal<TensorReal>.Along(TensorReal slope, TensorReal tangent) => Chain(slope, tangent);

    static TensorReal IReal<TensorReal>.Chain(TensorReal slope, TensorReal tangent) => Chain(slope, tangent);

    private static TensorReal Chain(TensorReal slope, TensorReal tangent) =>
        slope.Is(0) ? slope : tangent.Is(0) ? tangent : tangent.Is(1) ? slope : slope.Is(1) ? tangent
            : Map(slope, tangent, default(ChainPrimitive));

    static TensorReal IReal<TensorReal>.ChainOver(TensorReal tangent, TensorReal divisor) =>
        tangent.Is(0) ? tangent : Map(tangent, divisor, default(ChainOverPrimitive));

    static TensorReal IReal<TensorReal>.FusedMultiplyAdd(TensorReal a, TensorReal b, TensorReal c) =>
        Map(a, b, c, default(FusedMultiplyAddPrimitive));

    static TensorReal IReal<TensorReal>.ExpTimes(TensorReal x, TensorReal y) => Map(x, y, default(ExpTimesPrimitive));

    static TensorReal IReal<TensorReal>.SigmoidTimes(TensorReal x, TensorReal y) => Map(x, y, default(SigmoidTimesPrimitive));

    static TensorReal IReal<TensorReal>.Gelu(TensorReal x, out TensorReal slope)
    {
        slope = Map(x, default(GeluSlopePrimitive));
        return Map(x, default(GeluPrimitive));
    }

    private bool Is(double number) => _tensor is null && _number.Value == number;

    private Tensor Beside(TensorReal other) => ToTensor((_tensor ?? other._tensor)!.DType);

    private static TensorReal Select(Tensor condition, DType dtype, TensorReal then, TensorReal otherwise) =>
        new(Tensor.Where(condition, then.ToTensor(dtype), otherwise.ToTensor(dtype)));

    private static TensorReal Map<F>(TensorReal x, F formula) where F : struct, IUnaryFormula => x._tensor is null
        ? formula.Apply<Scalar<double>>(x._number.Value).Value
        : new TensorReal(new UnaryOp<F, Composed>(typeof(F).Name, formula).Apply(x._tensor));

    private static TensorReal Map<F>(TensorReal x, TensorReal y, F formula) where F : struct, IBinaryFormula =>
        x._tensor is null && y._tensor is null
        ? formula.Apply<Scalar<double>>(x._number.Value, y._number.Value).Value
        : new TensorReal(new BinaryOp<F, Composed>(typeof(F).Name, formula).Apply(x.Beside(y), y.Beside(x)));

    private static TensorReal Map<F>(TensorReal x, TensorReal y, TensorReal z, F formula) where F : struct, ITernaryFormula
    {
        Tensor? any = x._tensor ?? y._tensor ?? z._tensor;
        return any is null
            ? formula.Apply<Scalar<double>>(x._number.Value, y._number.Value, z._number.Value).Value
            : new TensorReal(new TernaryOp<F, Composed>(typeof(F).Name, formula)
                .Apply(x.ToTensor(any.DType), y.ToTensor(any.DType), z.ToTensor(any.DType)));
    }
}
