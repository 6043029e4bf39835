//! `POST /mpesa/qrcode/v1/generate`: a code for a customer to scan.

use std::sync::Arc;

use axum::{Json, body::Bytes, extract::State, http::HeaderMap};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use qrcodegen::{QrCode, QrCodeEcc};
use serde::Serialize;

use crate::{
    clock,
    credentials::Family,
    errors::Fault,
    fields::{Field, Fields},
    ids, later,
    shared::Shared,
};

/// The width of a picture that nobody gave one, and the widest, in pixels.
const SIZE_USUAL: i32 = 300;
const SIZE_MAX: i32 = 1_000;

/// The blank edge that the standard wants around a code, in its own dots.
const QUIET_ZONE: i32 = 4;

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Generated {
    /// An id, and not 0.
    response_code: String,
    #[serde(rename = "RequestID")]
    request_id: String,
    response_description: &'static str,
    /// A PNG in base64.
    #[serde(rename = "QRCode")]
    qr_code: String,
}

pub(crate) async fn generate(
    State(shared): State<Arc<Shared>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<Generated>, Fault> {
    let (fields, now) = later::open(&shared, &headers, &body, Family::QueryC2bQrAndStatus)?;
    let (text, size) = read(&fields)?;
    let picture = draw(&text, size).ok_or(Fault::InvalidQrField(Field::MerchantName))?;
    let mut random = clock::generator();
    Ok(Json(Generated {
        response_code: ids::conversation_id(now, &mut random),
        request_id: ids::merchant_request_id(&mut random),
        response_description: "QR Code Successfully Generated.",
        qr_code: STANDARD.encode(picture),
    }))
}

/// What the code says: the fields, parted by `|`. What Safaricom's says is not published, and no
/// M-Pesa application reads this one.
fn read(fields: &Fields) -> Result<(String, i32), Fault> {
    let text = |field: Field| fields.text(field).map_err(|_| Fault::InvalidQrField(field));
    let merchant = text(Field::MerchantName)?;
    let reference = text(Field::RefNo)?;
    let amount =
        fields.shillings(Field::Amount).map_err(|_| Fault::InvalidQrField(Field::Amount))?;
    let code = text(Field::TrxCode)?;
    if !["BG", "WA", "PB", "SM", "SB"].contains(&code.as_str()) {
        return Err(Fault::InvalidQrField(Field::TrxCode));
    }
    let payee = text(Field::Cpi)?;
    let size = if fields.optional_text(Field::Size).is_empty() {
        SIZE_USUAL
    } else {
        fields
            .digits(Field::Size)
            .ok()
            .and_then(|digits| digits.parse().ok())
            .filter(|size| (1..=SIZE_MAX).contains(size))
            .ok_or(Fault::InvalidQrField(Field::Size))?
    };
    Ok((format!("{code}|{payee}|{merchant}|{reference}|{amount}"), size))
}

/// A PNG in grey, as wide as asked for or as the code needs at one pixel a dot. `None` if there is too
/// much to say.
fn draw(text: &str, size: i32) -> Option<Vec<u8>> {
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).ok()?;
    let dots = code.size() + 2 * QUIET_ZONE;
    let scale = (size / dots).max(1);
    let width = size.max(dots);
    let edge = (width - scale * code.size()) / 2;
    let pixels: Vec<u8> = (0..width)
        .flat_map(|y| (0..width).map(move |x| (x, y)))
        .map(|(x, y)| {
            let (x, y) = ((x - edge).div_euclid(scale), (y - edge).div_euclid(scale));
            if code.get_module(x, y) { 0 } else { 255 }
        })
        .collect();
    let side = u32::try_from(width).ok()?;
    let mut picture = Vec::new();
    let mut encoder = png::Encoder::new(&mut picture, side, side);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.write_header().ok()?.write_image_data(&pixels).ok()?;
    Some(picture)
}
